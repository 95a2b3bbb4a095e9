/** What is said between `temblor up` and the lab that it starts in the background. */
import { z } from 'zod';

/** What the lab is told, as its one argument. */
export const backgroundTask = z.strictObject({
  folder: z.string(),
  configFile: z.string().optional(),
  ports: z.enum(['preferred', 'strict', 'auto']),
});
export type BackgroundTask = z.infer<typeof backgroundTask>;

/** What the lab answers, once. */
export const backgroundMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open') }),
  z.object({
    kind: z.literal('failed'),
    code: z.string(),
    text: z.string(),
    hint: z.string().optional(),
    exitCode: z.number(),
  }),
]);
export type BackgroundMessage = z.infer<typeof backgroundMessage>;
