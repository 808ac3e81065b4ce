package io.tidegate.gateway.clip;

import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.Loop;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/// What is played next of a clip, on a timeline from zero on; read a little before it is needed, on
/// another thread. Confined to its loop.
///
/// 1. [#next] and [#taken], again and again; where there is no next one, `more` is called when
///    there is, or when there never will be;
/// 2. [#close].
final class ReadAhead {
  /// Two seconds at 8 Mbit/s, and far more of what is usual.
  private static final long ENOUGH_BYTES = 2 << 20;

  private final Deque<StreamEvent> queue = new ArrayDeque<>();
  private final Reader reader;
  private final Executor readers;
  private final Loop loop;
  private final Runnable more;
  private long bytes;
  private boolean reading;
  private boolean over;
  private boolean closed;
  private @Nullable String failure;

  /// @param endless whether it begins anew at its end
  /// @param readers may wait
  /// @param more is called on the loop
  ReadAhead(ClipContent content, boolean endless, Executor readers, Loop loop, Runnable more) {
    this.reader = new Reader(content, endless);
    this.readers = readers;
    this.loop = loop;
    this.more = more;
  }

  /// Tracks or a frame; null while none has been read.
  @Nullable
  StreamEvent next() {
    fill();
    return queue.peek();
  }

  /// The [#next] one is played.
  void taken() {
    bytes -= size(queue.remove());
    fill();
  }

  /// Nothing follows.
  boolean isOver() {
    return over && queue.isEmpty();
  }

  /// Why it cannot be read, null when it can.
  @Nullable
  String failure() {
    return failure;
  }

  void close() {
    if (!closed && !reading) {
      readers.execute(reader::close);
    }
    closed = true;
    queue.clear();
  }

  private void fill() {
    if (!reading && !over && !closed && bytes < ENOUGH_BYTES) {
      reading = true;
      readers.execute(() -> {
        Piece piece = reader.read();
        loop.execute(() -> arrived(piece));
      });
    }
  }

  private void arrived(Piece piece) {
    reading = false;
    if (closed) {
      readers.execute(reader::close);
      return;
    }
    piece.events.forEach(event -> {
      bytes += size(event);
      queue.add(event);
    });
    over = piece.last;
    failure = piece.failure;
    if (piece.events.isEmpty() && !over) {
      fill();
    } else {
      more.run();
    }
  }

  private static long size(StreamEvent event) {
    return event instanceof Frame frame ? frame.payload().length() : 0;
  }

  /// @param last nothing follows
  private record Piece(List<StreamEvent> events, boolean last, @Nullable String failure) {}

  /// On the threads that may wait, one call at a time but for [#close].
  private static final class Reader {
    private final ClipContent content;
    private final boolean endless;
    private final Rounds rounds;
    private List<StreamEvent> events = new ArrayList<>();
    private ClipContent.@Nullable Passage passage;
    private TrackList announced = TrackList.EMPTY;
    private long framesOfRound;

    Reader(ClipContent content, boolean endless) {
      this.content = content;
      this.endless = endless;
      this.rounds = new Rounds(content.timing(), event -> events.add(event));
    }

    Piece read() {
      events = new ArrayList<>();
      try {
        ClipContent.Passage open = passage;
        if (open == null) {
          open = content.open();
          passage = open;
          framesOfRound = 0;
        }
        if (open.read(this::take)) {
          return new Piece(events, false, null);
        }
        rounds.end();
        close();
        return framesOfRound == 0
            ? new Piece(events, true, "nothing that can be played is in it")
            : new Piece(events, !endless, null);
      } catch (IOException unreadable) {
        close();
        return new Piece(events, true, "it cannot be read: " + unreadable.getMessage());
      }
    }

    private void take(StreamEvent event) {
      if (event instanceof Frame frame) {
        framesOfRound++;
        rounds.accept(frame);
      } else if (event instanceof TracksChanged changed && !changed.tracks().equals(announced)) {
        announced = changed.tracks();
        events.add(event);
      }
    }

    void close() {
      ClipContent.Passage open = passage;
      passage = null;
      if (open != null) {
        try {
          open.close();
        } catch (IOException _) {
          // it was only read
        }
      }
    }
  }
}
