package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Checkers of streams that may stand beside the project, in `../shared/check`: a second opinion
/// that shares no code with it. Without them the project's own assertions judge alone.
final class Judges {
  private static final Path FOLDER =
      Path.of("..", "..", "shared", "check").toAbsolutePath().normalize();

  /// Judging ends so long after listening: the decoding of all, on a busy machine.
  private static final int DECODING_SECONDS = 150;

  private Judges() {}

  static boolean present() {
    return Files.isExecutable(FOLDER.resolve("hls-check"));
  }

  /// Runs all at once, and fails when one failed.
  static void together(List<Callable<?>> judgements) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> results = new ArrayList<>();
      judgements.forEach(judgement -> results.add(threads.submit(judgement)));
      List<Throwable> failures = new ArrayList<>();
      for (Future<?> result : results) {
        try {
          result.get();
        } catch (ExecutionException failure) {
          failures.add(cause(failure));
        }
      }
      if (!failures.isEmpty()) {
        String first = failures.getFirst().toString();
        AssertionError error =
            new AssertionError(failures.size() + " judgements failed, the first: " + first);
        failures.forEach(error::addSuppressed);
        throw error;
      }
    }
  }

  /// A viewer of HTTP-FLV gets all of the stream while this happens.
  ///
  /// @param seconds that it is judged for
  /// @param begun whether it has begun to watch
  static void undisturbed(
      String url, int seconds, Path record, Callable<Boolean> begun, Callable<?> attack)
      throws Exception {
    together(
        List.of(
            () -> {
              flv("ffmpeg", url, seconds, record);
              return FlvRecording.of(url, 4, record).assertSound("ffmpeg", 50);
            },
            () -> {
              Patience.await("the viewer").until(begun);
              return attack.call();
            }));
  }

  private static Throwable cause(ExecutionException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : cause;
  }

  /// Reads HTTP-FLV for some seconds; with a source its pictures are compared too.
  static void flv(String ffmpeg, String url, int seconds, Path record, Path... source)
      throws IOException, InterruptedException {
    if (!present()) {
      return;
    }
    run(ffmpeg, seconds, "flv-check", url, "-n", "" + seconds, "--save", record.toString());
    for (Path original : source) {
      frames(ffmpeg, original, record);
    }
  }

  /// Judges what was recorded before.
  static void flvFile(String ffmpeg, Path record, String... options)
      throws IOException, InterruptedException {
    if (present()) {
      List<String> arguments = new ArrayList<>(List.of(record.toString(), "--file"));
      arguments.addAll(List.of(options));
      run(ffmpeg, 0, "flv-check", arguments.toArray(String[]::new));
    }
  }

  /// Follows HLS for some seconds; the segments end up in `folder`.
  static void hls(String ffmpeg, String url, int seconds, Path folder, String... options)
      throws IOException, InterruptedException {
    if (!present()) {
      return;
    }
    List<String> arguments = new ArrayList<>(List.of(url, "-n", "" + seconds));
    arguments.addAll(List.of("--save", folder.toString()));
    arguments.addAll(List.of(options));
    run(ffmpeg, seconds, "hls-check", arguments.toArray(String[]::new));
  }

  /// Follows HLS like any other viewer: every rule, but nothing is decoded or kept.
  static void hlsViewer(String url, int seconds) throws IOException, InterruptedException {
    run("ffmpeg", seconds, "hls-check", url, "-n", "" + seconds, "--no-decode");
  }

  /// Judges `url` over TLS by a judge of these names, which trusts this certificate alone.
  static void overTls(Path certificate, String judge, String url, int seconds)
      throws IOException, InterruptedException {
    if (present()) {
      judge(
          List.of("FFMPEG=ffmpeg", "SSL_CERT_FILE=" + certificate),
          seconds,
          judge,
          url,
          "-n",
          Integer.toString(seconds));
    }
  }

  /// Compares the pictures of followed segments with those of their source.
  static void hlsFrames(String ffmpeg, Path source, Path folder)
      throws IOException, InterruptedException {
    if (!present()) {
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.filter(Judges::isMedia)
              .sorted(Comparator.comparing((Path file) -> rank(file)))
              .toList();
    }
    boolean ts = files.stream().anyMatch(file -> file.toString().endsWith(".ts"));
    Path joined = folder.resolveSibling(folder.getFileName() + (ts ? ".ts" : ".mp4"));
    try (var out = Files.newOutputStream(joined)) {
      for (Path file : files) {
        Files.copy(file, out);
      }
    }
    frames(ffmpeg, source, joined);
  }

  /// An initialisation, or a segment: those are saved with their number before their name.
  private static boolean isMedia(Path file) {
    String name = String.valueOf(file.getFileName());
    return isInitialisation(name) || name.matches("\\d{6}-.*");
  }

  /// Initialisation first, then segments by number.
  private static String rank(Path file) {
    String name = String.valueOf(file.getFileName());
    return (isInitialisation(name) ? "0" : "1") + name;
  }

  private static boolean isInitialisation(String name) {
    return name.matches("[^-]+-i\\d+\\.mp4");
  }

  private static void frames(String ffmpeg, Path source, Path record)
      throws IOException, InterruptedException {
    run(ffmpeg, 0, "frames-check", source.toString(), record.toString());
  }

  private static void run(String ffmpeg, int seconds, String judge, String... arguments)
      throws IOException, InterruptedException {
    judge(List.of("FFMPEG=" + ffmpeg), seconds, judge, arguments);
  }

  private static void judge(
      List<String> environment, int seconds, String judge, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(environment);
    command.add(FOLDER.resolve(judge).toString());
    command.addAll(List.of(arguments));
    String verdict = Tool.run(seconds + DECODING_SECONDS, "env", command.toArray(String[]::new));
    assertThat(verdict).contains(judge.equals("frames-check") ? "" : " 0 failed");
  }
}
