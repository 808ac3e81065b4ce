package io.tidegate.bench.soak;

import io.tidegate.bench.BenchStream;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtLibrary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A few seconds in which peers come and go in every way. Confined to one thread.
///
/// On the port of its own, without relay, one publishes and hangs up. On the shared port, through
/// the relay, one publishes encrypted, one is read, drops out and returns, one is killed without a
/// good-bye; callers with a wrong key, without a key, for a stream that is not there and for a key
/// that is taken are refused.
final class SoakRound {
  private static final int SECONDS = 6;
  private static final int TICK_MS = 40;

  /// Two seconds.
  private static final int MOST_ATTEMPTS = 50;

  private static final int KBIT = 400;
  private static final List<Frame> FRAMES = BenchStream.frames(KBIT);

  private final SrtLibrary.Loaded library;
  private final SoakOptions options;
  private final SoakCounts counts;
  private final List<SoakCaller> open = new ArrayList<>();

  SoakRound(SrtLibrary.Loaded library, SoakOptions options, SoakCounts counts) {
    this.library = library;
    this.options = options;
    this.counts = counts;
  }

  void run() throws IOException, InterruptedException {
    Process killed = vanishing();
    try {
      SoakCaller own = call(options.ownPort(), "", "");
      SoakCaller secret = call(options.sharedPort(), "publish:secret", SoakOptions.PASSPHRASE);
      SoakCaller planned = call(options.sharedPort(), "publish:planned", "");
      refused("publish:secret", "wronghorse12");
      refused("publish:secret", "");
      refused("read:nobody", "");
      publish(List.of(own, secret, planned), killed, SECONDS / 2, false);
      refused("publish:planned", "");
      hangUp(planned);
      SoakCaller returned = comeBack();
      killed.destroyForcibly().waitFor();
      counts.vanished++;
      publish(List.of(own, secret, returned), null, SECONDS / 2, true);
    } catch (SrtException unexpected) {
      counts.failures++;
      System.out.println("round " + counts.rounds + ": " + unexpected.getMessage());
    } finally {
      killed.destroyForcibly();
      List.copyOf(open).forEach(this::hangUp);
      counts.rounds++;
    }
  }

  private SoakCaller call(int port, String streamId, String passphrase) throws SrtException {
    SoakCaller caller = SoakCaller.connect(library, port, streamId, passphrase);
    open.add(caller);
    counts.connected++;
    return caller;
  }

  /// As an encoder does: again, while its last connection is still being closed.
  private SoakCaller comeBack() throws SrtException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return call(options.sharedPort(), "publish:planned", "");
      } catch (SrtException taken) {
        if (attempt == MOST_ATTEMPTS) {
          throw taken;
        }
        TimeUnit.MILLISECONDS.sleep(TICK_MS);
      }
    }
  }

  private void hangUp(SoakCaller caller) {
    open.remove(caller);
    caller.close();
  }

  private void refused(String streamId, String passphrase) {
    try (SoakCaller _ = SoakCaller.connect(library, options.sharedPort(), streamId, passphrase)) {
      counts.failures++;
      System.out.println("round " + counts.rounds + ": " + streamId + " was let in");
    } catch (SrtException expected) {
      counts.refused++;
    }
  }

  /// @param reads whether the third of `callers` is read meanwhile
  private void publish(
      List<SoakCaller> callers, @Nullable Process piped, int seconds, boolean reads)
      throws IOException, InterruptedException {
    long now = System.nanoTime();
    long end = now + TimeUnit.SECONDS.toNanos(seconds);
    SoakStream stream = new SoakStream(FRAMES, now);
    SoakCaller reader = null;
    while (now < end) {
      List<Bytes> due = stream.due(now);
      for (SoakCaller caller : callers) {
        caller.send(due);
      }
      if (piped != null) {
        for (Bytes message : due) {
          piped.getOutputStream().write(message.toByteArray());
        }
        piped.getOutputStream().flush();
      }
      if (reads && reader == null && end - now < TimeUnit.SECONDS.toNanos(seconds) / 2) {
        reader = call(options.sharedPort(), "read:planned", "");
      }
      counts.readBytes += reader == null ? 0 : reader.drain();
      TimeUnit.MILLISECONDS.sleep(TICK_MS);
      now = System.nanoTime();
    }
  }

  /// A program that is killed later: libsrt of this process would say good-bye.
  private Process vanishing() throws IOException {
    String url = "srt://127.0.0.1:" + options.sharedPort() + "?mode=caller&streamid=publish:vanish";
    return new ProcessBuilder("srt-live-transmit", "-q", "file://con", url)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
