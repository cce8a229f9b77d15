/** What a result is judged by. */
export { thresholds } from './thresholds.ts'
