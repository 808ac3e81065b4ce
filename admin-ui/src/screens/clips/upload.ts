import { ApiError, type Schemas, api, taken } from "../../api/client";

export type Clip = Schemas["Clip"];

/** Small enough to show how it goes over slow networks, large enough for fast ones. */
export const CHUNK = 4 << 20;

const TUS = { "Tus-Resumable": "1.0.0" } as const;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;

/** Pauses before the next try, in milliseconds; a gateway that starts again is back within them. */
const pauses = [500, 1000, 2000, 4000, 8000, 15_000];

export const isName = (text: string) => NAME.test(text);

/** What a clip of this file may be called: `Back soon!.mp4` becomes `back-soon`. */
export function nameOf(file: string, used: ReadonlySet<string>): string {
  const base =
    file
      .replace(/\.[^.]*$/, "")
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 50) || "clip";
  for (let more = 1; ; more++) {
    const name = more === 1 ? base : `${base}-${more}`;
    if (!used.has(name)) return name;
  }
}

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Announces a clip (tus creation). */
export function announce(name: string, file: File): Promise<unknown> {
  const metadata = `name ${base64(name)},filename ${base64(file.name.slice(-200))}`;
  return taken(
    api.POST("/clips", { params: { header: { ...TUS, "Upload-Length": file.size, "Upload-Metadata": metadata } } }),
  );
}

interface Going {
  name: string;
  file: Blob;
  signal: AbortSignal;
  onProgress: (offset: number) => void;
}

/** Whether the same may work a moment later: nobody answered, or somebody else was in the way. */
const passes = (failure: unknown) => failure instanceof ApiError && [0, 409, 423, 429, 503].includes(failure.status);

/**
 * Sends what is missing, chunk by chunk, from where the server says that it stands; what is cut off is tried again.
 *
 * @throws ApiError when it is refused, or goes on failing; what has come is kept
 */
export async function send({ name, file, signal, onProgress }: Going): Promise<void> {
  const params = { path: { name } };
  for (let failures = 0; ; ) {
    try {
      const clip = await taken<Clip>(api.GET("/clips/{name}/upload", { params, signal }));
      for (let offset = clip.offsetBytes; ; ) {
        onProgress(offset);
        if (offset >= file.size) return;
        const end = Math.min(offset + CHUNK, file.size);
        await taken(
          api.PATCH("/clips/{name}/upload", {
            params: { ...params, header: { ...TUS, "Upload-Offset": offset } },
            headers: { "Content-Type": "application/offset+octet-stream" },
            body: file.slice(offset, end) as unknown as string,
            bodySerializer: (body: unknown) => body as BodyInit,
            signal,
          }),
        );
        offset = end;
        failures = 0;
      }
    } catch (failure) {
      const pause = pauses[failures++];
      if (signal.aborted || !passes(failure) || pause === undefined) throw failure;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

export const remove = (name: string) => taken(api.DELETE("/clips/{name}", { params: { path: { name } } }));
