import { ApiError, type Schemas, api, taken } from "../../../api/client";

type Progress = Schemas["UpdateUpload"];

const CHUNK = 4 << 20;

/** Pauses before the next try, in milliseconds. */
const pauses = [500, 1000, 2000, 4000, 8000];

/** Browsers take sums over HTTPS alone; the signature of the whole is checked anyway. */
async function checksum(piece: Blob): Promise<Record<string, string>> {
  if (!globalThis.isSecureContext) return {};
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await piece.arrayBuffer()));
  return { "Upload-Checksum": `sha256 ${btoa(String.fromCharCode(...sum))}` };
}

async function append(file: Blob, offset: number): Promise<Progress> {
  const piece = file.slice(offset, Math.min(offset + CHUNK, file.size));
  return taken(
    api.PATCH("/system/update/upload", {
      params: { header: { "Upload-Offset": offset } },
      headers: { "Content-Type": "application/offset+octet-stream", ...(await checksum(piece)) },
      body: piece as unknown as string,
      bodySerializer: (body: unknown) => body as BodyInit,
    }),
  );
}

const passes = (failure: unknown) => failure instanceof ApiError && [0, 409, 429, 503].includes(failure.status);

/**
 * Brings a file piece by piece; what is cut off goes on where the server says that it stands.
 *
 * @throws ApiError when it is refused, or goes on failing
 */
export async function bring(file: File, onProgress: (offset: number) => void): Promise<void> {
  await taken(api.POST("/system/update/upload", { params: { header: { "Upload-Length": file.size } } }));
  let failures = 0;
  for (let offset = 0; offset < file.size; ) {
    onProgress(offset);
    try {
      ({ offsetBytes: offset } = await append(file, offset));
      failures = 0;
    } catch (failure) {
      const pause = pauses[failures++];
      if (!passes(failure) || pause === undefined) throw failure;
      await new Promise((resolve) => setTimeout(resolve, pause));
      const stands = await taken<Progress>(api.GET("/system/update/upload")).catch(() => null);
      if (stands?.lengthBytes === file.size) offset = stands.offsetBytes;
    }
  }
}
