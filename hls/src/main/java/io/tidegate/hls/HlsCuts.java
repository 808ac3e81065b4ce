package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.StreamHub;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// What lets several nodes offer the same playlists and segments of a stream that one of them has:
/// its packager tells the others what it does, and theirs do the same. Any thread, but for what
/// says so.
public final class HlsCuts {
  private final HlsPackaging packaging;

  public HlsCuts(HlsPackaging packaging) {
    this.packaging = packaging;
  }

  /// Another node that makes the same. On the hub's loop.
  public interface Peer {
    /// Whether it has this frame, or gets it before what is told from now on.
    boolean has(Frame frame);

    /// @param pieces of one message
    /// @param done run once when they are not needed any more, on any thread
    void tell(List<Bytes> pieces, Runnable done);

    /// Tells what is too much to be held until the other node takes it.
    ///
    /// @param message asked for once at most, when its turn comes; on the hub's loop
    void tellLater(Supplier<Message> message);
  }

  /// One message.
  ///
  /// @param done run once when the pieces are not needed any more, on any thread
  public record Message(List<Bytes> pieces, Runnable done) {
    public Message {
      pieces = List.copyOf(pieces);
    }
  }

  /// Makes what a packager of another node makes. On the hub's loop.
  public interface Follower {
    /// The first segment that is not here as a whole. Any thread.
    long next();

    /// The other node tells everything anew.
    void connected();

    /// A frame, with the times that the other node has.
    void frame(Frame frame);

    /// What [Peer#tell] was told.
    ///
    /// @throws MalformedException when it is nothing that a packager says
    void heard(Bytes message) throws MalformedException;

    /// Nobody should wait for more, for the time being.
    void lost();

    /// The segments are made here from now on.
    void lead();
  }

  /// Hears of the segments of the streams that are packaged here.
  @FunctionalInterface
  public interface Marked {
    /// A segment is complete, or the one after it is the first that this node makes. On the
    /// stream's loop.
    void closed(StreamHub hub, long number, long discontinuitySequence, Instant programTime);
  }

  /// Tells `peer` what the packager of `hub` has made, from a segment on, and what it makes. On the
  /// hub's loop.
  ///
  /// @return ends it; on the hub's loop
  public Runnable tell(StreamHub hub, long from, Peer peer) {
    HlsStream stream = packaging.find(hub.key());
    return stream == null || !stream.isOf(hub) ? () -> {} : stream.tell(from, peer);
  }

  /// Has the stream of `hub` packaged as another node does. On the hub's loop.
  ///
  /// @return null where it is not packaged
  public @Nullable Follower follow(StreamHub hub) {
    HlsStream stream = packaging.find(hub.key());
    return stream == null || !stream.isOf(hub) ? null : new Following(stream, stream.follow());
  }

  /// Whether the segments of a stream are those of another node.
  public boolean isFollowing(StreamHub hub) {
    HlsStream stream = packaging.find(hub.key());
    return stream != null && stream.isOf(hub) && stream.isRelayed();
  }

  /// The other node may go on telling when this one leads already: what the segments are is not its
  /// to say any more.
  private record Following(HlsStream stream, CutReplay replay) implements Follower {
    @Override
    public long next() {
      return replay.next();
    }

    @Override
    public void connected() {
      if (stream.follows(replay)) {
        replay.connected();
      }
    }

    @Override
    public void frame(Frame frame) {
      if (stream.follows(replay)) {
        replay.frame(frame);
      }
    }

    @Override
    public void heard(Bytes message) throws MalformedException {
      Cut cut = CutReader.read(message);
      if (stream.follows(replay)) {
        replay.replay(cut);
      }
    }

    @Override
    public void lost() {
      if (stream.follows(replay)) {
        replay.pause();
      }
    }

    @Override
    public void lead() {
      if (stream.follows(replay)) {
        stream.lead();
      }
    }
  }
}
