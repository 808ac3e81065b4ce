package io.tidegate.cluster;

import static org.awaitility.Awaitility.await;

import com.hazelcast.core.Hazelcast;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.NetHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A JVM with [NodeMain] on one of the test's machines.
final class NodeProcess implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private final NetHost host;
  private final Process process;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private NodeProcess(NetHost host, Process process) {
    this.host = host;
    this.process = process;
  }

  static NodeProcess start(NetHost host, Path folder) throws IOException {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
            "-Dhazelcast.logging.type=slf4j",
            "-cp",
            classPath(),
            NodeMain.class.getName(),
            folder.toString(),
            host.address());
    Process process =
        new ProcessBuilder(host.command(java))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    NodeProcess node = new NodeProcess(host, process);
    Thread.ofVirtual().start(node::read);
    return node;
  }

  /// The test's own may stand in the manifest of a jar alone.
  private static String classPath() {
    return Stream.of(
            NodeMain.class,
            ClusterNode.class,
            Nullable.class,
            Hazelcast.class,
            org.bouncycastle.asn1.ASN1Encoding.class,
            org.slf4j.Logger.class,
            ch.qos.logback.classic.Logger.class,
            ch.qos.logback.core.Context.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .collect(Collectors.joining(":"));
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("> ")) {
          answers.add(line.substring(2));
        } else {
          System.out.println(host.number() + ": " + line);
        }
      }
    } catch (IOException _) {
      // it was killed
    }
  }

  /// What it answers, without the word that was said.
  String say(String line) {
    try {
      process.outputWriter(StandardCharsets.UTF_8).write(line + "\n");
      process.outputWriter(StandardCharsets.UTF_8).flush();
      String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (answer == null) {
        throw new IllegalStateException("no answer to " + line);
      }
      return answer.substring(answer.indexOf(' ') + 1);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  void awaitAnswer(String line, String answer) {
    await().atMost(PATIENCE).until(() -> say(line).equals(answer));
  }

  /// As kill -9.
  void kill() {
    process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
