package io.tidegate.gateway.host;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/// The fixed list of what can be asked for. What changes something holds a lock over all processes
/// of this program. Confined to one thread, which waits.
final class HostVerbs {
  /// A request with 16 links has a fifth of it.
  static final int MOST_REQUEST_BYTES = 64 << 10;

  /// A program of the system; `networkctl` answers in a tenth of a second.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HostTree tree;
  private final Programs programs;
  private final NetworkVerbs network;
  private final TimeVerbs time;
  private final UpdateVerbs update;
  private final PowerVerbs power;

  HostVerbs(HostTree tree, Clock clock) {
    this.tree = tree;
    this.programs = new Programs(tree, PATIENCE);
    this.network = new NetworkVerbs(tree, programs, clock);
    this.time = new TimeVerbs(tree, programs, clock);
    this.update = new UpdateVerbs(tree, programs);
    this.power = new PowerVerbs(tree, programs, update);
  }

  Programs programs() {
    return programs;
  }

  NetworkVerbs network() {
    return network;
  }

  /// The answer to one line: `result`, or `kind`, `field` and `detail` of a refusal.
  JsonObject answer(String line) {
    try {
      JsonObject json = new JsonObject(line);
      String verb = new HostRequest(json, "").text("verb", 40);
      json.remove("verb");
      return new JsonObject().put("result", locked(verb, new HostRequest(json, "")));
    } catch (DecodeException | ClassCastException notJson) {
      return refusal(HostException.invalid("", "expected one JSON object"));
    } catch (HostException refused) {
      return refusal(refused);
    }
  }

  static JsonObject refusal(HostException refused) {
    return new JsonObject()
        .put("kind", refused.kind().label())
        .put("field", refused.field())
        .put("detail", refused.detail());
  }

  private JsonObject locked(String verb, HostRequest request) throws HostException {
    if (verb.endsWith(".get")) {
      return done(verb, request);
    }
    // a copy of an update takes minutes: nobody who wants back into the network waits for it
    try (Lock _ = Lock.take(tree.state(), verb.startsWith("update.") ? "lock-update" : "lock")) {
      return done(verb, request);
    }
  }

  private JsonObject done(String verb, HostRequest request) throws HostException {
    return switch (verb) {
      case "network.get" -> network.get(request.only(Set.of()));
      case "network.set" -> network.set(request);
      case "network.confirm" -> network.confirm(request.only(Set.of()));
      case "network.revert" -> network.revert(request.only(Set.of()));
      case "hostname.set" -> network.rename(request);
      case "time.get" -> time.get(request.only(Set.of()));
      case "time.set" -> time.set(request);
      case "update.get" -> update.get(request.only(Set.of()));
      case "update.install" -> update.install(request);
      case "power.reboot" -> power.reboot(request);
      case "power.off" -> power.off(request);
      case "reset.factory" -> power.reset(request);
      default -> throw HostException.invalid("verb", "unknown");
    };
  }

  /// One change at a time, whichever process makes it; the system gives it back.
  record Lock(FileChannel channel, FileLock lock) implements AutoCloseable {
    static Lock take(Path folder, String name) throws HostException {
      try {
        Files.createDirectories(folder);
        FileChannel channel =
            FileChannel.open(
                folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return new Lock(channel, channel.lock());
      } catch (IOException unusable) {
        throw HostException.failed(folder + ": " + unusable.getMessage());
      }
    }

    @Override
    public void close() throws HostException {
      try (channel) {
        lock.release();
      } catch (IOException unusable) {
        throw HostException.failed("lock: " + unusable.getMessage());
      }
    }
  }

  /// One line as bytes; UTF-8.
  static byte[] line(JsonObject json) {
    return (json.encode() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
