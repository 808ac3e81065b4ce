package io.tidegate.gateway.e2e;

import io.tidegate.media.testing.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The recordings that the tests publish, made once into `target/e2e-media`: 640x360 at 25 pictures
/// a second, a key frame every two seconds, B-frames, a tone in stereo.
final class Media {
  private static final Path FOLDER = Path.of("target", "e2e-media").toAbsolutePath();

  /// A minute in x264 takes seconds, in x265 rather longer.
  private static final String H264_SECONDS = "60";

  private static final String H265_SECONDS = "60";

  /// For everything that is watched one after the other on a busy machine.
  private static final int LONG_SECONDS = 280;

  private Media() {}

  static Path h264() throws IOException, InterruptedException {
    return made("src.mp4", H264_SECONDS, "libx264", "veryfast", "-bf", "2");
  }

  /// The H.264 recording, so long: for those who must not meet the seam of a repeated one, where a
  /// picture lasts longer than the others.
  static Path h264(int seconds) throws IOException, InterruptedException {
    String name = "src-" + seconds + ".mp4";
    return made(name, Integer.toString(seconds), "libx264", "ultrafast", "-bf", "2");
  }

  /// The H.264 recording, longer than any test lasts.
  static Path longH264() throws IOException, InterruptedException {
    return h264(LONG_SECONDS);
  }

  static Path h265() throws IOException, InterruptedException {
    return made(
        "src265.mp4", H265_SECONDS, "libx265", "ultrafast", "-x265-params", "log-level=error");
  }

  /// The H.264 recording as a transport stream of so many seconds, which begins at this time on its
  /// clock of 33 bits.
  static byte[] transportStream(int seconds, int fromSeconds)
      throws IOException, InterruptedException {
    return transported(
        "src-" + seconds + "-" + fromSeconds + ".ts", h264(), seconds, "" + fromSeconds);
  }

  /// A transport stream of 320x180 that goes on in 640x360 after so many seconds, for as long
  /// again; a key frame each second.
  static byte[] changingResolution(int seconds) throws IOException, InterruptedException {
    return changingResolution(seconds, seconds);
  }

  /// The same, lasting `then` seconds after the change.
  static byte[] changingResolution(int seconds, int then) throws IOException, InterruptedException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(resolution("320x180", seconds, "0"));
    // sound makes ffmpeg start the picture 21.3 ms late in the first part alone
    joined.write(resolution("640x360", then, seconds + ".0213"));
    return joined.toByteArray();
  }

  private static byte[] resolution(String size, int seconds, String from)
      throws IOException, InterruptedException {
    String name = "change-" + size + "-" + seconds + "-" + from + ".ts";
    return transported(name, small(size, seconds), seconds, from);
  }

  private static Path small(String size, int seconds) throws IOException, InterruptedException {
    String name = "src-" + size + "-" + seconds + ".mp4";
    return made(name, "" + seconds, "libx264", "ultrafast", "-s", size, "-g", "25");
  }

  private static byte[] transported(String name, Path source, int seconds, String from)
      throws IOException, InterruptedException {
    Path file =
        MadeOnce.file(
            FOLDER.resolve(name),
            draft -> {
              String command =
                  "-nostdin -v error -y -i %s -t %d -c copy -output_ts_offset %s -f mpegts %s"
                      .formatted(source, seconds, from, draft);
              Tool.run(60, "ffmpeg", command.split(" "));
            });
    return Files.readAllBytes(file);
  }

  /// Publishes a recording as it is, in real time.
  static Tool publish(String ffmpeg, Path source, String url) throws IOException {
    return Tool.start(
        ffmpeg, ("-nostdin -v error -re -i " + source + " -c copy -f flv " + url).split(" "));
  }

  /// Publishes the H.264 recording once.
  static Tool publish(String url) throws IOException, InterruptedException {
    return publish("ffmpeg", h264(), url);
  }

  /// Publishes the H.264 recording over and over, without a break in its time.
  static Tool publishEndlessly(String url) throws IOException, InterruptedException {
    return publishEndlessly("flv", url);
  }

  /// @param container that the protocol of `url` carries
  static Tool publishEndlessly(String container, String url)
      throws IOException, InterruptedException {
    return Tool.startLine(
        "ffmpeg -nostdin -v error -re -stream_loop -1 -i %s -c copy -f %s %s"
            .formatted(h264(), container, url));
  }

  /// Publishes a minute of 320x180 once.
  static Tool publishSmall(String url) throws IOException, InterruptedException {
    return publish("ffmpeg", small("320x180", 60), url);
  }

  /// The H.264 recording over and over, with G.711 for its sound.
  static Tool publishWithALaw(String url) throws IOException, InterruptedException {
    return Tool.start(
        "ffmpeg",
        ("-nostdin -v error -re -stream_loop -1 -i "
                + h264()
                + " -c:v copy -c:a pcm_alaw -ar 8000 -ac 1 -f flv "
                + url)
            .split(" "));
  }

  /// Plays it until it ends, and shows it to nobody.
  static Tool play(String url) throws IOException {
    return Tool.start(
        "ffmpeg", "-nostdin", "-v", "error", "-i", url, "-c", "copy", "-f", "null", "-");
  }

  private static Path made(String name, String seconds, String codec, String preset, String... more)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                ("-nostdin -v error -y -f lavfi -i testsrc2=s=640x360:r=25 -f lavfi"
                        + " -i sine=440:r=48000:b=2 -t "
                        + seconds
                        + " -c:v "
                        + codec
                        + " -preset "
                        + preset
                        + " -b:v 600k -g 50 -pix_fmt yuv420p -c:a aac -ac 2 -b:a 96k")
                    .split(" ")));
    arguments.addAll(List.of(more));
    return MadeOnce.file(
        FOLDER.resolve(name),
        draft -> {
          arguments.add(draft.toString());
          Tool.run(400 + Integer.parseInt(seconds), "ffmpeg", arguments.toArray(String[]::new));
        });
  }
}
