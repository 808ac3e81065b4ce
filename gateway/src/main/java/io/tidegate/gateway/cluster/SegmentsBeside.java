package io.tidegate.gateway.cluster;

import io.tidegate.cluster.relay.BesideFollower;
import io.tidegate.cluster.relay.BesideSource;
import io.tidegate.hls.HlsCuts;
import io.tidegate.hls.HlsPackaging;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.StreamHub;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// What packagers of two nodes tell each other beside the events of a stream. On the hub's loop,
/// but for what says so.
final class SegmentsBeside implements BesideSource {
  private final HlsCuts cuts;
  private final LongAdder unreadable = new LongAdder();

  SegmentsBeside(HlsPackaging packaging) {
    this.cuts = new HlsCuts(packaging);
  }

  /// Messages of other nodes that were not understood. Any thread.
  long unreadable() {
    return unreadable.sum();
  }

  @Override
  public Runnable tell(StreamHub hub, long from, Listener to) {
    return cuts.tell(
        hub,
        from,
        new HlsCuts.Peer() {
          @Override
          public boolean has(Frame frame) {
            return to.has(frame);
          }

          @Override
          public void tell(List<Bytes> pieces, Runnable done) {
            to.tell(pieces, done);
          }

          @Override
          public void tellLater(Supplier<HlsCuts.Message> message) {
            to.tellLater(() -> {
              HlsCuts.Message now = message.get();
              return new Message(now.pieces(), now.done());
            });
          }
        });
  }

  BesideFollower follow(StreamHub hub) {
    HlsCuts.Follower follower = cuts.follow(hub);
    return new Following(follower, unreadable);
  }

  /// @param follower null where the stream is not packaged
  private record Following(HlsCuts.@Nullable Follower follower, LongAdder unreadable)
      implements BesideFollower {
    @Override
    public long from() {
      return follower == null ? 0 : follower.next();
    }

    @Override
    public void connected() {
      if (follower != null) {
        follower.connected();
      }
    }

    @Override
    public void frame(Frame frame) {
      if (follower != null) {
        follower.frame(frame);
      }
    }

    @Override
    public void heard(Bytes content) {
      try {
        if (follower != null) {
          follower.heard(content);
        }
      } catch (MalformedException _) {
        unreadable.increment();
      }
    }

    @Override
    public void lost() {
      if (follower != null) {
        follower.lost();
      }
    }

    @Override
    public void left(boolean goesOn) {
      if (follower != null && goesOn) {
        follower.lead();
      }
    }
  }
}
