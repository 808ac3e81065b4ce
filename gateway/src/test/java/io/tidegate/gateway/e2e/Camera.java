package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// An RTSP camera of gst-rtsp-server with a pipeline of one's choice, as a process of its own.
final class Camera implements AutoCloseable {
  static final String H264 =
      "videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=25/1 ! x264enc"
          + " tune=zerolatency speed-preset=ultrafast bitrate=200 key-int-max=25 ! rtph264pay"
          + " name=pay0 pt=96 config-interval=-1 ";
  static final String AAC =
      "audiotestsrc is-live=true ! audio/x-raw,rate=48000,channels=2 ! avenc_aac ! aacparse"
          + " ! rtpmp4gpay name=pay1 pt=97 ";
  static final String PCMA = "audiotestsrc is-live=true ! alawenc ! rtppcmapay name=pay1 pt=8 ";
  static final String PCMU = "audiotestsrc is-live=true ! mulawenc ! rtppcmupay name=pay1 pt=0 ";
  static final String MJPEG =
      "videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=176,framerate=25/1"
          + " ! jpegenc ! rtpjpegpay name=pay0 pt=26 ";
  static final String H265 =
      "videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=180,framerate=25/1"
          + " ! x265enc tune=zerolatency speed-preset=ultrafast bitrate=200 key-int-max=25"
          + " log-level=error ! rtph265pay name=pay0 pt=96 config-interval=-1 ";
  static final String OPUS = "audiotestsrc is-live=true ! opusenc ! rtpopuspay name=pay1 pt=97 ";
  static final String MP3 =
      "audiotestsrc is-live=true ! audio/x-raw,rate=48000 ! lamemp3enc ! mpegaudioparse"
          + " ! rtpmpapay name=pay1 pt=14 ";
  static final String AC3 =
      "audiotestsrc is-live=true ! audio/x-raw,rate=48000 ! avenc_ac3 ! ac3parse"
          + " ! rtpac3pay name=pay1 pt=97 ";
  static final String L16 =
      "audiotestsrc is-live=true ! audio/x-raw,format=S16BE,rate=44100,channels=1"
          + " ! rtpL16pay name=pay1 pt=97 ";
  static final String G722 =
      "audiotestsrc is-live=true ! audio/x-raw,rate=16000,channels=1 ! avenc_g722"
          + " ! rtpg722pay name=pay1 pt=9 ";
  static final String LATM =
      "audiotestsrc is-live=true ! audio/x-raw,rate=48000,channels=2 ! avenc_aac ! aacparse"
          + " ! rtpmp4apay name=pay1 pt=97 ";

  private static final String PYTHON = "/usr/bin/python3";
  private static final String PROGRAM = "src/test/camera/camera.py";

  private final Tool process;
  private final int port;

  private Camera(Tool process) {
    this.process = process;
    await("the camera's port")
        .atMost(Duration.ofSeconds(40))
        .until(() -> process.output().contains("\n"));
    this.port = Integer.parseInt(output().lines().findFirst().orElse(""));
  }

  /// @param pipeline of the parts above
  /// @param options of `camera.py`
  static Camera start(String pipeline, String... options) throws Exception {
    require();
    List<String> arguments =
        new ArrayList<>(
            List.of(Path.of(PROGRAM).toAbsolutePath().toString(), "( " + pipeline + ")"));
    arguments.addAll(List.of(options));
    return new Camera(Tool.start(PYTHON, arguments.toArray(String[]::new)));
  }

  /// Python has no way to ask for a library but to try.
  private static void require() throws IOException, InterruptedException {
    Tool.require("gst-launch-1.0");
    Tool.require(PYTHON);
    String test = "import gi; gi.require_version('GstRtspServer', '1.0')";
    boolean found;
    try (Tool python = Tool.start(PYTHON, "-c", test)) {
      found = python.await(60) == 0;
    }
    if ("1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"))) {
      assertThat(found).as("gir1.2-gst-rtsp-server-1.0 is installed").isTrue();
    }
    Assumptions.assumeTrue(found, "gir1.2-gst-rtsp-server-1.0 is not installed");
  }

  int port() {
    return port;
  }

  /// @param login `user:pass@` or nothing
  String url(String login) {
    return "rtsp://" + login + "127.0.0.1:" + port + "/cam";
  }

  private String output() {
    try {
      return process.output();
    } catch (IOException gone) {
      throw new IllegalStateException(gone);
    }
  }

  /// As if its power went.
  @Override
  public void close() throws IOException {
    process.close();
  }
}
