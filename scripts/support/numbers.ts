/** Parsers of numbers on the command line; commander prints their message after the option's name. */
import { InvalidArgumentError } from 'commander';

/** Parses a number within bounds. */
export const realNumber = (low: number, high: number) => (text: string) => {
  const number = text.trim() === '' ? NaN : Number(text);
  if (!(number >= low && number <= high)) throw new InvalidArgumentError(`Expected a number from ${low} to ${high}.`);
  return number;
};

/** Parses a whole number within bounds. */
export const wholeNumber = (low: number, high: number) => (text: string) => {
  const number = text.trim() === '' ? NaN : Number(text);
  if (!Number.isInteger(number) || number < low || number > high) {
    throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
  }
  return number;
};

/** Parses whole numbers from 0, all different, with commas between them. */
export const wholeNumbers = (high: number) => (text: string) => {
  const numbers = text.split(',').map(wholeNumber(0, high));
  if (new Set(numbers).size < numbers.length) throw new InvalidArgumentError('Expected each number once.');
  return numbers;
};

/** Parses names out of a list, all different, with commas between them. */
export const listOf =
  <Name extends string>(names: readonly Name[]) =>
  (text: string): Name[] => {
    const given = text.split(',').map((each) => each.trim());
    const unknown = given.find((each) => !names.includes(each as Name));
    if (unknown !== undefined) throw new InvalidArgumentError(`Expected ${names.join(', ')}; found ${unknown}.`);
    const twice = given.find((each, i) => given.indexOf(each) !== i);
    if (twice !== undefined) throw new InvalidArgumentError(`Expected each name once; found ${twice} twice.`);
    return given as Name[];
  };

/** Parses one name out of a list. */
export const nameOf =
  <Name extends string>(names: readonly Name[]) =>
  (text: string): Name => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new InvalidArgumentError(`Expected ${names.join(' or ')}.`);
    return found;
  };
