package io.tidegate.transcode.ladder;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import java.util.Collection;
import java.util.function.Supplier;

/// One stream that comes out of a child: holds its key while the child runs. Confined to its loop.
///
/// [#begin] when a child begins, [#end] when it has ended, as often as that happens.
final class ChildPublisher implements Publication.Owner {
  /// Whoever took the key away has a reason; it may go.
  private static final long RETRY_MS = 1_000;

  private final PublishRequest request;
  private final StreamRegistry streams;
  private final Loops loops;
  private final Loop loop;
  private @Nullable Publication publication;
  private @Nullable ChildOutput output;
  private StreamEvent.@Nullable TracksChanged tracks;
  private MediaTime lastPicture = MediaTime.ofSeconds(-1);
  private Loops.@Nullable Timer retry;
  private volatile String problem = "";
  private boolean runs;

  /// Where it was published last.
  private @Nullable StreamHub made;

  /// @param request each time in a session of its own
  ChildPublisher(PublishRequest request, StreamRegistry streams, Loops loops, Loop loop) {
    this.request = request;
    this.streams = streams;
    this.loops = loops;
    this.loop = loop;
  }

  /// A child has begun.
  ///
  /// @param places of the transport streams that it writes
  /// @param near where its input stands
  ChildOutput begin(Collection<Integer> places, Supplier<MediaTime> near) {
    runs = true;
    ChildOutput fresh = new ChildOutput(places, near, this::emit);
    output = fresh;
    tracks = null;
    publish();
    return fresh;
  }

  /// Why the stream is not there although the child runs; empty for no reason. Any thread.
  String problem() {
    return problem;
  }

  /// The last picture that is there; negative for none.
  MediaTime lastPicture() {
    return lastPicture;
  }

  private void publish() {
    if (!runs || publication != null) {
      return;
    }
    PublishRequest fresh = request.in(streams.nextPublisher(request.protocol()));
    switch (streams.publish(fresh, this)) {
      case PublishResult.Accepted accepted -> {
        problem = "";
        publication = accepted.publication();
        made = accepted.publication().hub();
        if (tracks != null) {
          accepted.publication().emit(tracks);
        }
      }
      case PublishResult.Refused refused -> {
        problem = refused.message();
        retry = loops.schedule(loop, RETRY_MS, this::publish);
      }
    }
  }

  private void emit(StreamEvent event) {
    if (event instanceof StreamEvent.TracksChanged changed) {
      tracks = changed;
    }
    if (publication != null && tracks != null) {
      publication.emit(event);
    }
    if (output != null) {
      lastPicture = MediaTime.max(lastPicture, output.lastPicture());
    }
  }

  /// The child has ended; another one may follow.
  void end(CloseReason reason) {
    runs = false;
    if (output != null) {
      output.end();
      output = null;
    }
    if (retry != null) {
      retry.cancel();
      retry = null;
    }
    Publication mine = publication;
    publication = null;
    if (mine != null) {
      mine.close(reason);
    }
  }

  /// After [#end]: nothing that goes on from it will come, whatever the stream still waits for.
  void over() {
    StreamHub mine = made;
    made = null;
    if (mine != null && mine.equals(streams.find(request.key()))) {
      streams.end(request.key(), CloseReason.STREAM_ENDED);
    }
  }

  @Override
  public void closed(CloseReason reason) {
    publication = null;
    if (reason == CloseReason.TAKEN_OVER) {
      made = null; // another one's now
    }
    if (runs && reason != CloseReason.SHUTTING_DOWN) {
      retry = loops.schedule(loop, RETRY_MS, this::publish);
    }
  }
}
