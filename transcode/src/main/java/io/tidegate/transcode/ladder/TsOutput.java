package io.tidegate.transcode.ladder;

import io.tidegate.transcode.worker.WorkerSpec;
import java.util.List;

/// How FFmpeg writes a transport stream to us: at once, each frame in a PES packet of its own that
/// says how long it is, times untouched.
final class TsOutput {
  private TsOutput() {}

  /// @param output its name in the [WorkerSpec]
  static List<String> arguments(String output) {
    return List.of(
        "-muxdelay",
        "0",
        "-muxpreload",
        "0",
        "-max_interleave_delta",
        "500000",
        "-flush_packets",
        "1",
        "-mpegts_copyts",
        "1",
        "-pes_payload_size",
        "0",
        "-omit_video_pes_length",
        "0",
        "-f",
        "mpegts",
        WorkerSpec.place(output));
  }
}
