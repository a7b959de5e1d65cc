/** @file Where the main process begins; app.ts tells the whole story. */
import { start } from './app.ts';

start();
