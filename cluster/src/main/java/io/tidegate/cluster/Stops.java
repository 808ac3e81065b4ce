package io.tidegate.cluster;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.SharedLines;
import io.tidegate.cluster.pki.PrivateFiles;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which nodes have said that they stop: that they are away is no split. Each node keeps it. Any
/// thread that may wait.
final class Stops implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Stops.class);
  private static final String FILE = "stops";
  private static final int FIELDS = 3;

  private final PrivateFiles files;
  private final int self;
  private final Clock clock;
  private final Map<Integer, Said> said = new ConcurrentHashMap<>();
  private final SharedLines lines;

  /// @param atMs by the clock of the node itself, so that a later one is known
  private record Said(int number, long atMs, boolean stops) {
    String line() {
      return number + "\t" + atMs + "\t" + stops;
    }

    static @Nullable Said parse(String line) {
      List<String> fields = List.of(line.split("\t", FIELDS + 1));
      if (fields.size() != FIELDS) {
        return null;
      }
      try {
        return new Said(
            Integer.parseInt(fields.get(0)),
            Long.parseLong(fields.get(1)),
            Boolean.parseBoolean(fields.get(2)));
      } catch (NumberFormatException _) {
        return null;
      }
    }
  }

  Stops(Membership membership, PrivateFiles files, int self, Clock clock) throws IOException {
    this.files = files;
    this.self = self;
    this.clock = clock;
    files.read(FILE).orElse("").lines().forEach(this::learn);
    lines =
        new SharedLines(
            membership, "stops", this::lines, all -> all.forEach(this::take), Stops::atMs);
    tell(false);
  }

  private Map<Integer, String> lines() {
    Map<Integer, String> all = new HashMap<>();
    said.forEach((number, one) -> all.put(number, one.line()));
    return all;
  }

  /// After a split both sides may have a word of a node: its later one stands.
  private static long atMs(String line) {
    Said one = Said.parse(line);
    return one == null ? 0 : one.atMs();
  }

  private boolean learn(String line) {
    @Nullable Said one = Said.parse(line);
    if (one == null) {
      return false;
    }
    Said before = said.get(one.number());
    if (before != null && before.atMs() >= one.atMs()) {
      return false;
    }
    said.put(one.number(), one);
    return true;
  }

  private void take(String line) {
    if (learn(line)) {
      try {
        files.write(
            FILE,
            said.values().stream().map(one -> one.line() + "\n").collect(Collectors.joining()));
      } catch (IOException disk) {
        log.error("who has stopped is not on the disk: {}", disk.toString());
      }
    }
  }

  /// Whether the last that it said was that it stops.
  boolean has(int number) {
    Said last = said.get(number);
    return last != null && last.stops();
  }

  private void tell(boolean stops) {
    lines.tell(self, new Said(self, clock.millis(), stops).line());
  }

  /// This node stops; waits until the others know it, but no longer than that.
  void tellStop(Duration limit) throws InterruptedException {
    Thread telling =
        Thread.ofVirtual()
            .name("cluster-stop")
            .start(() -> {
              try {
                tell(true);
              } catch (HazelcastInstanceNotActiveException _) {
                log.debug("Hazelcast has ended before this node: nobody is told that it stops");
              }
            });
    if (!telling.join(limit)) {
      log.warn("the others were not told that this node stops");
    }
  }

  @Override
  public void close() {
    lines.close();
  }
}
