package io.tidegate.transcode.ladder;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.fmp4.FragmentWriter;
import io.tidegate.media.fmp4.InitSegment;
import io.tidegate.media.fmp4.Sample;
import io.tidegate.media.fmp4.SampleEntries;
import io.tidegate.media.fmp4.TrackRun;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// What a child reads: the frames of one stream as fragmented MP4, one fragment for each, with the
/// times that they have.
///
/// The stream's loop puts in, a thread of its own writes; a child that does not keep up loses whole
/// groups of pictures, from one key frame to another. Ends with the child.
public final class ChildInput implements StreamSink {
  /// Several seconds of a good camera.
  private static final long MOST_BYTES = 16_000_000;

  private static final int MOST_FRAMES = 2_000;
  private static final MediaTime USUAL_STEP = MediaTime.ofMillis(40);
  private static final long FED_NANOS = 1_000_000_000L;

  private final LinkedBlockingQueue<List<Bytes>> queue = new LinkedBlockingQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final Map<Integer, MediaTime> lastDts = new HashMap<>();
  private final Map<Integer, MediaTime> steps = new HashMap<>();
  private final TrackList tracks;
  private final AtomicLong dropped;
  private final Thread writer;
  private long fragments;
  private boolean skips;
  private volatile boolean ended;
  private volatile long fedNanos;

  /// @param tracks what the child was told to expect
  /// @param name of its thread
  /// @param dropped counts the frames that the child did not get
  public ChildInput(TrackList tracks, OutputStream child, String name, AtomicLong dropped) {
    this.tracks = tracks;
    this.dropped = dropped;
    List<Bytes> init = List.of(InitSegment.write(tracks, SampleEntries.FFMPEG));
    queuedBytes.addAndGet(length(init));
    queue.add(init);
    this.writer = Thread.ofPlatform().name(name).daemon().start(() -> write(child));
  }

  /// The tracks of a stream that a child is given: its pictures and its sound.
  static TrackList chosen(TrackList all) {
    List<Track> chosen = new ArrayList<>(2);
    all.video().ifPresent(chosen::add);
    all.audio().ifPresent(chosen::add);
    return TrackList.of(chosen);
  }

  /// On the stream's loop.
  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case Frame frame -> frame(frame);
      case TracksChanged _, Discontinuity _ -> {}
      case EndOfStream _ -> end();
    }
  }

  private void frame(Frame frame) {
    Track track = tracks.find(frame.trackId());
    if (track == null || ended) {
      return;
    }
    boolean mayJoin = frame.keyFrame() && (track.isVideo() || !tracks.hasVideo());
    boolean full = queuedBytes.get() > MOST_BYTES || queue.size() > MOST_FRAMES;
    skips = full || (skips && !mayJoin);
    if (skips) {
      dropped.incrementAndGet();
      return;
    }
    MediaTime before = lastDts.put(frame.trackId(), frame.dts());
    if (before != null) {
      steps.put(frame.trackId(), frame.dts().minus(before));
    }
    MediaTime next = frame.dts().plus(steps.getOrDefault(frame.trackId(), USUAL_STEP));
    TrackRun run = new TrackRun(track, List.of(new Sample(frame, next)));
    List<Bytes> fragment = FragmentWriter.write(++fragments, List.of(run));
    queuedBytes.addAndGet(length(fragment));
    queue.add(fragment);
  }

  private static long length(List<Bytes> pieces) {
    return pieces.stream().mapToLong(Bytes::length).sum();
  }

  private void write(OutputStream child) {
    try (child) {
      while (!ended) {
        List<Bytes> fragment = queue.take();
        for (Bytes piece : fragment) {
          child.write(piece.backingArray(), piece.backingOffset(), piece.length());
        }
        queuedBytes.addAndGet(-length(fragment));
        if (queue.isEmpty()) {
          child.flush();
        }
        fedNanos = System.nanoTime();
      }
    } catch (IOException _) {
      ended = true; // the child has ended: whoever watches it knows why
    } catch (InterruptedException _) {
      ended = true;
    }
    queue.clear();
  }

  /// The decoding time of the last frame that went in; zero before the first. On the stream's loop.
  MediaTime position() {
    return lastDts.values().stream().reduce(MediaTime.ZERO, MediaTime::max);
  }

  /// Whether something waits for the child, or was given to it within the last second. Any thread.
  public boolean isFed() {
    return queuedBytes.get() > 0 || System.nanoTime() - fedNanos < FED_NANOS;
  }

  /// Nothing more goes in. Any thread; the second call does nothing.
  public void end() {
    ended = true;
    writer.interrupt();
  }
}
