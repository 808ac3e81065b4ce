/// FFmpeg as a child of the gateway: started, bounded, watched, restarted.
///
/// [io.tidegate.transcode.worker.Workers] is where to start. It knows nothing of streams: bytes go
/// in and come out.
package io.tidegate.transcode.worker;
