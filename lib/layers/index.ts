export { Dense } from './dense';
export { klDivergence, reparameterize } from './gaussian';
export { lstm, LstmLayer, type LstmOptions } from './lstm';
export { uniformParameter } from './parameter';
