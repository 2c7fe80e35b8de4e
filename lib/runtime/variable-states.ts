/** What every tf.Variable held before a step was tried, those included that the step makes. */
import * as tf from '@tensorflow/tfjs';

export class VariableStates {
  private readonly values = new Map<tf.Variable, tf.Tensor>();

  /** Of all that there are now. */
  constructor() {
    for (const variable of Object.values(tf.engine().registeredVariables)) this.remember(variable);
  }

  /** Runs something, and remembers the first values of the variables that it makes, such as an optimizer's moments. */
  watch<T>(body: () => T): T {
    const engine = tf.engine();
    const { makeVariable } = engine;
    engine.makeVariable = (...args) => {
      const variable = makeVariable.apply(engine, args);
      this.remember(variable);
      return variable;
    };
    try {
      return body();
    } finally {
      delete (engine as { makeVariable?: unknown }).makeVariable; // the prototype's is back
    }
  }

  /** The variables that hold something else by now. */
  get changed(): tf.Variable[] {
    return [...this.values].flatMap(([variable, { dataId }]) => (variable.dataId === dataId ? [] : [variable]));
  }

  /** Puts the values back, but for variables that are gone. */
  restore(): void {
    for (const [variable, value] of this.values) if (!variable.isDisposed) variable.assign(value);
  }

  dispose(): void {
    tf.dispose([...this.values.values()]);
  }

  private remember(variable: tf.Variable): void {
    this.values.set(variable, tf.keep(variable.clone()));
  }
}
