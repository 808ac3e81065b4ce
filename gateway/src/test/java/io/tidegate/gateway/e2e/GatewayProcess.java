package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The real distribution as a process of its own, on free ports. [#close] asserts that it lived to
/// the end without a stack trace in its log, and stops it.
final class GatewayProcess implements AutoCloseable {
  /// A JVM on a busy machine of two cores.
  private static final long START_SECONDS = 120;

  private static final Pattern LISTENER = Pattern.compile("([a-z]\\S*)=(\\S+)");
  private static final Pattern STACK_LINE = Pattern.compile("\\s+at [\\w.$/]+\\(.*");
  private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K");
  private static final Pattern DIRECT_USED = Pattern.compile("Other \\(.*committed=(\\d+)KB");

  /// A thread in a dump, but for those of the JVM that come and go as it likes, those that jcmd
  /// itself wakes, and the workers of pools that have a bound.
  private static final Pattern THREAD =
      Pattern.compile(
          "^\"(?!GC |G1 |C1 |C2 |VM |Attach|Sweeper|process reaper|ForkJoinPool|vert.x-worker-)"
              + "([^\"]+)");

  private final Process process;
  private final Path dataDir;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> readyLine = new CompletableFuture<>();
  private final Map<String, String> listeners = new HashMap<>();
  private volatile boolean stopped;

  /// Starts it with these `TIDEGATE_…` variables over free ports, and waits until it is ready.
  static GatewayProcess start(Path dataDir, Map<String, String> variables) throws Exception {
    return new GatewayProcess(dataDir, variables, List.of());
  }

  static GatewayProcess start(Path dataDir) throws Exception {
    return start(dataDir, Map.of());
  }

  /// The same with a configuration of this text.
  static GatewayProcess start(Path dataDir, Map<String, String> variables, String yaml)
      throws Exception {
    Files.createDirectories(dataDir);
    Path file = Files.writeString(dataDir.resolve("tidegate.yaml"), yaml);
    return new GatewayProcess(dataDir, variables, List.of("--config", file.toString()));
  }

  /// The same by another command, which has the program as its last words.
  static GatewayProcess start(
      Path dataDir, Map<String, String> variables, UnaryOperator<List<String>> wrapped)
      throws Exception {
    ProcessBuilder builder = command(List.of());
    builder.command(wrapped.apply(builder.command()));
    return new GatewayProcess(dataDir, variables, builder);
  }

  private GatewayProcess(Path dataDir, Map<String, String> variables, List<String> arguments)
      throws Exception {
    this(dataDir, variables, command(arguments));
  }

  private GatewayProcess(Path dataDir, Map<String, String> variables, ProcessBuilder builder)
      throws Exception {
    this.dataDir = dataDir;
    Map<String, String> environment = builder.environment();
    environment.put("TIDEGATE_HTTP_PORT", "0");
    environment.put("TIDEGATE_RTMP_PORT", "0");
    environment.put("TIDEGATE_SRT_PORT", "0");
    environment.put("TIDEGATE_RTSP_PORT", "0");
    environment.put("TIDEGATE_METRICS_PORT", "0");
    environment.put("TIDEGATE_HOST_SOCKET", "");
    environment.put("TIDEGATE_DATA_DIR", dataDir.toString());
    if (!variables.containsKey("JAVA_OPTS")) {
      // direct memory shows up in no counter but this one
      environment.put("JAVA_OPTS", "-XX:NativeMemoryTracking=summary" + SharedClasses.option());
    }
    environment.putAll(variables);
    process = builder.redirectErrorStream(true).start();
    Thread.ofPlatform().daemon().name("gateway-log").start(this::readLog);
    Matcher matcher = LISTENER.matcher(readyLine.get(START_SECONDS, TimeUnit.SECONDS));
    while (matcher.find()) {
      listeners.put(matcher.group(1), matcher.group(2));
    }
  }

  /// The program with nothing but what is given: for bad configurations.
  static ProcessBuilder command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("dist", "target/dist"), "bin", "tidegate").toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("TIDEGATE_"));
    return builder;
  }

  /// `http://127.0.0.1:PORT` and this path.
  String http(String path) {
    return "http://" + address("http") + path;
  }

  /// `rtmp://127.0.0.1:PORT` and this path.
  String rtmp(String path) {
    return "rtmp://" + address("rtmp") + path;
  }

  /// `srt://127.0.0.1:PORT?mode=caller` with this stream id and these options.
  String srt(String streamId, String options) {
    return "srt://" + address("srt") + "?mode=caller&streamid=" + streamId + options;
  }

  /// `rtsp://127.0.0.1:PORT` and this path.
  String rtsp(String path) {
    return "rtsp://" + address("rtsp") + path;
  }

  /// `host:port` of a listener of the ready line.
  String address(String listener) {
    return Objects.requireNonNull(listeners.get(listener), "listener " + listener);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return fetch(http(path), "");
  }

  /// On a connection of its own, so that none lingers that would be counted as the gateway's.
  private static HttpResponse<String> fetch(String url, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url));
    if (!authorization.isEmpty()) {
      builder.header("Authorization", authorization);
    }
    HttpRequest request = builder.build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  /// The text of `/metrics`.
  String metrics() throws IOException, InterruptedException {
    return metrics("");
  }

  /// @param authorization the header, where one is asked for
  String metrics(String authorization) throws IOException, InterruptedException {
    return fetch("http://" + address("metrics") + "/metrics", authorization).body();
  }

  Path dataDir() {
    return dataDir;
  }

  long pid() {
    return process.pid();
  }

  List<String> log() {
    return List.copyOf(log);
  }

  /// What it holds at this moment, after a full collection.
  Footprint footprint() throws IOException {
    jcmd("GC.run");
    long heap = number(HEAP_USED, jcmd("GC.heap_info"));
    long direct = number(DIRECT_USED, jcmd("VM.native_memory", "summary"));
    List<String> threads =
        jcmd("Thread.print")
            .lines()
            .map(THREAD::matcher)
            .filter(Matcher::find)
            .map(name -> name.group(1))
            .toList();
    return new Footprint(heap * 1024, direct * 1024, threads, descriptors());
  }

  private long descriptors() throws IOException {
    try (var files = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
      return files.count();
    }
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /// SIGTERM; the exit status.
  int terminate() throws InterruptedException {
    stopped = true;
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("stopped in 60 s").isTrue();
    return process.exitValue();
  }

  /// SIGKILL.
  void kill() throws InterruptedException {
    stopped = true;
    process.destroyForcibly();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("killed in 60 s").isTrue();
  }

  @Override
  public void close() {
    boolean alive = process.isAlive();
    process.destroy();
    process
        .onExit()
        .orTimeout(60, TimeUnit.SECONDS)
        .exceptionally(_ -> process.destroyForcibly())
        .join();
    assertThat(log).noneMatch(line -> STACK_LINE.matcher(line).matches());
    assertThat(alive || stopped)
        .as("alive at the end, not ended with %d: %s", process.exitValue(), log)
        .isTrue();
  }

  private String jcmd(String... verb) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid()));
    command.addAll(List.of(verb));
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private void readLog() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        log.add(line);
        if (line.startsWith("tidegate ready ")) {
          readyLine.complete(line);
        }
      }
    } catch (IOException closed) {
      log.add("log closed: " + closed.getMessage());
    }
    readyLine.completeExceptionally(new IllegalStateException("ended early: " + log));
  }
}
