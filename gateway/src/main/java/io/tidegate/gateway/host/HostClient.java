package io.tidegate.gateway.host;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Asks the helper that may change the machine: a connection for each request, on a thread of its
/// own. Any thread.
public final class HostClient {
  /// Waits at once: administrators, not viewers.
  private static final int MOST_CALLS = 16;

  private static final int MOST_ANSWER_BYTES = 256 << 10;

  /// Longer than the helper waits for a program of the system.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// The helper copies an update and sums it up.
  private static final Duration FOR_UPDATES = Duration.ofMinutes(10);

  private final Optional<Path> socket;
  private final Semaphore calls = new Semaphore(MOST_CALLS);

  /// @param socket where systemd listens for it, nothing for nowhere
  public HostClient(Optional<Path> socket) {
    this.socket = socket;
  }

  /// Whether this machine has one.
  public boolean isHere() {
    return socket.filter(Files::exists).isPresent();
  }

  /// What it answers, or a [HostException].
  public CompletableFuture<JsonObject> ask(String verb, JsonObject request) {
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("host-" + verb)
        .start(() -> {
          try {
            answer.complete(answered(verb, request));
          } catch (HostException | RuntimeException refused) {
            answer.completeExceptionally(refused);
          }
        });
    return answer;
  }

  private JsonObject answered(String verb, JsonObject request) throws HostException {
    if (socket.isEmpty()) {
      throw HostException.unavailable("this machine has no helper");
    }
    if (!calls.tryAcquire()) {
      throw HostException.conflict("too many ask at once");
    }
    Duration patience = verb.equals("update.install") ? FOR_UPDATES : PATIENCE;
    CompletableFuture<Boolean> late = new CompletableFuture<>();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // what blocks in here ends with its channel
      var _ =
          late.completeOnTimeout(true, patience.toSeconds(), TimeUnit.SECONDS)
              .thenAccept(_ -> close(channel));
      try {
        channel.connect(UnixDomainSocketAddress.of(socket.get()));
        ByteBuffer line = ByteBuffer.wrap(HostVerbs.line(request.copy().put("verb", verb)));
        while (line.hasRemaining()) {
          channel.write(line);
        }
        return result(read(channel));
      } finally {
        late.cancel(false);
      }
    } catch (IOException gone) {
      throw HostException.failed("the helper does not answer: " + gone.getMessage());
    } finally {
      calls.release();
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException closed) {
      // its reader is told by the same
    }
  }

  private static String read(SocketChannel channel) throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(MOST_ANSWER_BYTES);
    while (answer.hasRemaining() && channel.read(answer) >= 0) {
      if (answer.position() > 0 && answer.get(answer.position() - 1) == '\n') {
        break;
      }
    }
    return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
  }

  private static JsonObject result(String line) throws HostException {
    try {
      JsonObject json = new JsonObject(line);
      JsonObject result = json.getJsonObject("result");
      if (result != null) {
        return result;
      }
      throw new HostException(
          HostException.Kind.of(json.getString("kind", "")),
          json.getString("field"),
          json.getString("detail", "no reason given"));
    } catch (DecodeException | ClassCastException cut) {
      throw HostException.failed("the helper has given no answer; its journal says why");
    }
  }
}
