package io.tidegate.cluster.member;

import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import io.tidegate.media.Nullable;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// What each node says of itself again and again, such as how much it has to do. Only the latest
/// counts, and one that is lost is not missed: nobody keeps it for the others. Any thread.
public final class Bulletins implements AutoCloseable {
  private final Membership membership;
  private final ITopic<String> topic;
  private final Clock clock;
  private final UUID registration;
  private final Map<Integer, Heard> heard = new ConcurrentHashMap<>();

  /// In one line of text, which costs a tenth of an object of its own.
  private record Sent(int number, long atMs, String text) {
    private static final int PARTS = 3;

    static Optional<Sent> parse(String line) {
      String[] parts = line.split(" ", PARTS);
      try {
        return parts.length == PARTS
            ? Optional.of(new Sent(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), parts[2]))
            : Optional.empty();
      } catch (NumberFormatException _) {
        return Optional.empty();
      }
    }

    String line() {
      return number + " " + atMs + " " + text;
    }
  }

  /// The latest of one node. Immutable.
  ///
  /// @param sent by its own clock, to the millisecond
  /// @param received by the clock here
  /// @param text what it says
  public record Heard(Instant sent, Instant received, String text) {}

  /// @param name of what they are about, the same at all nodes
  public Bulletins(Membership membership, String name, Clock clock) {
    this.membership = membership;
    this.topic = membership.topic(name + "-lines"); // not the one of releases that sent objects
    this.clock = clock;
    this.registration = topic.addMessageListener(this::hear);
  }

  private void hear(Message<String> message) {
    Sent.parse(message.getMessageObject())
        .ifPresent(sent -> {
          Instant at = Instant.ofEpochMilli(sent.atMs());
          heard.put(sent.number(), new Heard(at, clock.instant(), sent.text()));
        });
  }

  /// Says it to all that are there, this node among them; does not wait for them.
  public void tell(String text) {
    topic.publish(new Sent(membership.number(), clock.millis(), text).line());
  }

  /// Null before a node has said anything; of one that is gone, the last.
  public @Nullable Heard of(int number) {
    return heard.get(number);
  }

  @Override
  public void close() {
    boolean ignored = topic.removeMessageListener(registration);
  }
}
