package io.tidegate.transcode.ladder;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.transcode.worker.Worker;
import io.tidegate.transcode.worker.WorkerPipes;
import io.tidegate.transcode.worker.WorkerSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/// A picture that moves, with the time of day in it, and a tone: made by a child in real time and
/// published. Confined to its loop but for what is marked so.
///
/// 1. [#start]; 2. [#stop].
public final class TestPattern {
  private static final int MOST_PIECES = 16;

  private final StreamKey key;
  private final Shape shape;
  private final LadderContext context;
  private final Loop loop;
  private final ChildPublisher publisher;
  private @Nullable Run run;

  /// How it looks.
  ///
  /// @param width in pixels, even
  /// @param height in pixels, even
  /// @param fps pictures a second
  /// @param kbps of the pictures
  /// @param tone whether there is sound: 440 Hz, and a beep at every second
  public record Shape(int width, int height, int fps, int kbps, boolean tone) {
    public static final Shape DEFAULT = new Shape(1280, 720, 25, 2_000, true);
  }

  /// @param called what the policy knows the source by
  public TestPattern(StreamKey key, Shape shape, Record called, LadderContext context, Loop loop) {
    this.key = key;
    this.shape = shape;
    this.context = context;
    this.loop = loop;
    PublishRequest request = PublishRequest.invited("", key, Protocol.TEST_PATTERN, "", called);
    this.publisher = new ChildPublisher(request, context.streams(), context.loops(), loop);
  }

  /// Any thread.
  public void start() {
    loop.execute(() -> {
      Run fresh = new Run();
      run = fresh;
      WorkerSpec spec =
          WorkerSpec.of(key.toString(), "test-pattern", arguments(), List.of("stream"));
      fresh.worker = context.workers().start(spec, fresh);
    });
  }

  /// Any thread.
  public void stop() {
    loop.execute(() -> {
      Run old = run;
      run = null;
      if (old != null && old.worker != null) {
        old.worker.close();
      }
      publisher.end(CloseReason.ENDED_BY_PEER);
    });
  }

  List<String> arguments() {
    Encoders encoders = context.encoders().now();
    VideoProfile profile =
        new VideoProfile(
            VideoProfile.Mode.H264,
            shape.width(),
            shape.height(),
            0,
            shape.kbps(),
            VideoProfile.Encoder.SOFTWARE,
            VideoProfile.Preset.LOW_DELAY,
            VideoProfile.Deinterlace.OFF,
            null,
            0,
            new Overlay(
                "Tidegate " + Overlay.TIME + " UTC",
                Overlay.Place.BOTTOM_LEFT,
                null,
                Overlay.Place.TOP_RIGHT));
    EncoderChoice encoder = encoders.chosen(profile);
    FilterChain filters = new FilterChain(profile, encoder, null, encoders.font());
    String picture =
        "testsrc2=size=" + shape.width() + "x" + shape.height() + ":rate=" + shape.fps();
    List<String> arguments = new ArrayList<>(List.of("-re", "-f", "lavfi", "-i", picture));
    if (shape.tone()) {
      String tone = "sine=frequency=440:beep_factor=2:sample_rate=48000,volume=0.2";
      arguments.addAll(List.of("-re", "-f", "lavfi", "-i", tone));
    }
    String chain = filters.beforeLogo(false, MediaTime.ofSeconds(-1)) + filters.afterLogo();
    arguments.addAll(List.of("-map", "0:v", "-vf", chain));
    arguments.addAll(encoder.arguments(profile, shape.kbps(), 2 * shape.fps()));
    if (shape.tone()) {
      arguments.addAll(List.of("-map", "1:a", "-c:a", "aac", "-b:a", "96k", "-ac", "2"));
    }
    arguments.addAll(TsOutput.arguments("stream"));
    return arguments;
  }

  /// Its calls come on the worker's threads.
  private final class Run implements WorkerPipes {
    private final Semaphore room = new Semaphore(MOST_PIECES);
    private @Nullable ChildOutput output;
    private volatile @Nullable Worker worker;

    @Override
    public void started(OutputStream input) {
      try {
        input.close();
      } catch (IOException _) {
        // it is over already, and started again
      }
      loop.execute(() -> {
        if (run == this) {
          output = publisher.begin(List.of(ChildOutput.VIDEO), () -> MediaTime.ZERO);
        }
      });
    }

    @Override
    public void output(int place, Bytes piece) throws InterruptedException {
      room.acquire();
      long receivedNanos = context.loops().nanoTime();
      loop.execute(() -> {
        room.release();
        if (run == this && output != null) {
          output.accept(ChildOutput.VIDEO, piece, receivedNanos);
        }
      });
    }

    @Override
    public void ended(String reason) {
      loop.execute(() -> {
        if (run == this) {
          output = null;
          publisher.end(CloseReason.CONNECTION_LOST);
        }
      });
    }
  }
}
