import type { Clock } from '@temblor/foundation/clock/clock';
import type { ServiceDefinition, ServiceParts } from '@temblor/kit/service/start-service';
import { bulkhead } from '@temblor/resilience/bulkhead/bulkhead';
import { systemSurroundings } from '@temblor/resilience/time/system-surroundings';
import sharp from 'sharp';
import { catalogue, originalSize } from './catalogue.ts';
import type { ImageEnvironment } from './image-environment.ts';
import { addImageRoutes } from './image-routes.ts';
import { ImageWorks } from './image-works.ts';
import { Originals } from './originals.ts';
import { paintJpeg } from './painting/paint.ts';
import { render } from './rendition.ts';
import { wrongInstance } from './wrong-instance.ts';

/** Two threads of libuv's four for images: so two are left for files and names. */
const atOnce = 2;
const waiting = 32;

/** A full queue of large images is done within it on a machine that has a core for it. */
const drainMs = 4000;

/** What an image server is, for `runService`. */
export function openImageService(environment: ImageEnvironment, clock: Clock): ServiceDefinition {
  return {
    name: 'image',
    title: 'Image server',
    description: 'Pictures in 4K, in the size, the format and with the filter that is asked for.',
    environment,
    clock,
    drainNoticeMs: environment.DRAIN_NOTICE_MS,
    drainMs,
    alterAnswer: wrongInstance('image', environment.INSTANCE_NUMBER),
    build: (parts) => build(parts, environment),
  };
}

function build(parts: ServiceParts, environment: ImageEnvironment): void {
  const { app, metrics } = parts;
  // One thread an image, and nothing kept of it: what a replica takes is what runs at once.
  sharp.concurrency(1);
  sharp.cache(false);
  const originals = new Originals(new Map(catalogue.map(({ id, scene }) => [id, scene])), (scene) =>
    paintJpeg(scene, originalSize),
  );
  const limits = bulkhead({ name: 'images', limit: atOnce, queueLimit: waiting }, systemSurroundings());
  metrics.addGauge('images_in_work', 'Images that are worked on', () => limits.running);
  metrics.addGauge('images_waiting', 'Requests that wait for their turn', () => limits.waiting);
  const works = new ImageWorks({ bulkhead: limits, originals, render });
  addImageRoutes(app, works, { instance: environment.INSTANCE_ID, port: environment.PORT });
}
