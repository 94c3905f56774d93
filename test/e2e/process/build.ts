import { build } from '../../support/server-process';

/** Before the first test: compiling and training take longer than a test may. */
export default build;
