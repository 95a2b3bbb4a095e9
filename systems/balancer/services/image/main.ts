/** An image server: 4K pictures, transformed on demand, which takes a core for as long as it lasts. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { readEnvironment } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import { imageEnvironment } from './image-environment.ts';
import { openImageService } from './image-service.ts';

await runService(() => openImageService(readEnvironment(process.env, imageEnvironment), monotonicClock));
