package io.tidegate.flvhttp;

import io.tidegate.media.Nullable;
import io.tidegate.media.feed.FeedViewer;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.SessionState;

/// One client of a feed: its outbox and how far its socket takes it. Confined to its loop.
///
/// 1. [#open] gives it its transport.
/// 2. [#offer] whatever the feed sends; [#drain] whenever the socket takes more.
/// 3. [#finish] when the stream is over, or [#close] for any other reason; once.
final class HttpViewer implements FeedViewer<FeedChunk> {
  /// Told once when a viewer has gone.
  @FunctionalInterface
  interface OnClose {
    void closed(HttpViewer viewer, CloseReason reason);
  }

  private final Loops loops;
  private final Loop loop;
  private final long patienceNanos;
  private final FeedSession session;
  private final Outbox<FeedChunk> outbox;
  private final OnClose onClose;
  private @Nullable ViewerTransport transport;
  private long lastWritableNanos;
  private long bytes;
  private boolean seesPicture;
  private boolean draining;
  private boolean finishing;
  private boolean closed;

  /// On the loop that it will belong to.
  HttpViewer(Loops loops, FeedSession session, Outbox.Limits limits, OnClose onClose) {
    this.loops = loops;
    this.loop = loops.current();
    this.patienceNanos = limits.patience().toNanos();
    this.session = session;
    this.lastWritableNanos = loops.nanoTime();
    this.outbox = new Outbox<>(limits, lastWritableNanos, parcel -> parcel.content().release());
    this.onClose = onClose;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  FeedSession session() {
    return session;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  long bytes() {
    return bytes;
  }

  long droppedFrames() {
    return outbox.droppedFrames();
  }

  void open(ViewerTransport opened) {
    transport = opened;
    session.closable(reason -> loop.run(() -> close(reason)));
    session.update(SessionState.STREAMING, 0, 0);
  }

  /// Takes over the caller's reference to the parcel's content.
  @Override
  public void offer(Parcel<FeedChunk> parcel, long now) {
    if (!seesPicture && !closed && parcel.kind() == Parcel.Kind.SYNC) {
      seesPicture = true;
      session.firstFrame(now);
    }
    boolean usable = seesPicture || parcel.kind() == Parcel.Kind.HEADER;
    if (closed || finishing || !usable || !outbox.offer(parcel, now)) {
      parcel.content().release();
    } else {
      drain(now);
    }
  }

  /// Moves on what the socket takes.
  void drain(long now) {
    ViewerTransport open = transport;
    if (open == null || draining || closed) {
      return;
    }
    draining = true; // a flush may call back
    boolean wrote = false;
    while (open.isWritable()) {
      lastWritableNanos = now;
      Parcel<FeedChunk> parcel = outbox.poll(now);
      if (parcel == null) {
        break;
      }
      bytes += parcel.bytes();
      wrote = true;
      open.write(parcel.content());
      if (!open.isWritable()) {
        open.flush();
        wrote = false;
      }
    }
    if (wrote) {
      open.flush();
    }
    draining = false;
    if (finishing && outbox.isEmpty()) {
      close(CloseReason.STREAM_ENDED);
    }
  }

  /// Describes the session, or closes it when the peer takes nothing.
  @Override
  public void review(long now) {
    ViewerTransport open = transport;
    if (open == null || closed) {
      return;
    }
    if (open.isWritable()) {
      lastWritableNanos = now;
    }
    if (now - lastWritableNanos > patienceNanos) {
      close(CloseReason.SLOW_VIEWER);
    } else {
      session.update(SessionState.STREAMING, bytes, outbox.droppedFrames());
    }
  }

  /// Ends the response once everything queued is out.
  @Override
  public void finish() {
    finishing = true;
    drain(loops.nanoTime());
    if (!closed) {
      later(() -> close(CloseReason.SLOW_VIEWER));
    }
  }

  /// Idempotent.
  void close(CloseReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    long now = loops.nanoTime();
    for (Parcel<FeedChunk> left = outbox.poll(now); left != null; left = outbox.poll(now)) {
      left.content().release();
    }
    ViewerTransport open = transport;
    if (open != null) {
      if (reason == CloseReason.STREAM_ENDED) {
        open.end();
        later(open::cutUnlessSent);
      } else {
        open.abort();
      }
    }
    onClose.closed(this, reason);
  }

  /// When patience with a peer that takes nothing is over.
  private void later(Runnable task) {
    loops.schedule(loop, patienceNanos / 1_000_000, task);
  }
}
