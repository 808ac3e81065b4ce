package io.tidegate.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.flv.FlvReader;
import io.tidegate.media.flv.FlvTag;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Watches one stream over HTTP-FLV on a virtual thread of its own. With a [Latencies] it reads the
/// frames' stamps; without, it drains what has come every 40 ms, as a player with a buffer does.
final class FlvViewer implements Runnable {
  private static final int DRAIN_INTERVAL_MS = 40;
  private static final int READ_BYTES = 256 << 10;

  private final int port;
  private final String name;
  private final Window window;
  private final @Nullable Consumer<FlvTag> tags;
  private volatile long bytesInWindow;
  private volatile long longestGapNanos;
  private volatile boolean ended;

  FlvViewer(int port, String name, Window window, @Nullable Latencies latencies) {
    this(window, port, name, latencies == null ? null : tag -> measure(tag, window, latencies));
  }

  /// @param tags hears every tag; null when nobody reads them
  FlvViewer(Window window, int port, String name, @Nullable Consumer<FlvTag> tags) {
    this.port = port;
    this.name = name;
    this.window = window;
    this.tags = tags;
  }

  long bytesInWindow() {
    return bytesInWindow;
  }

  /// The longest time without a byte, within the window.
  long longestGapNanos() {
    return longestGapNanos;
  }

  /// The response ended or was refused before the window was over.
  boolean endedEarly() {
    return ended;
  }

  @Override
  public void run() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "GET /live/" + name + ".flv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      if (tags == null) {
        drain(socket.getInputStream());
      } else {
        parse(socket.getInputStream(), tags);
      }
    } catch (IOException | MalformedException broken) {
      ended = true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    ended |= !window.mayLeave();
  }

  private void drain(InputStream in) throws IOException, InterruptedException {
    byte[] buffer = new byte[32 << 10];
    long last = System.nanoTime();
    while (!window.mayLeave()) {
      int count = in.read(buffer);
      if (count < 0) {
        return;
      }
      last = received(count, last);
      if (in.available() == 0) {
        TimeUnit.MILLISECONDS.sleep(DRAIN_INTERVAL_MS);
      }
    }
  }

  private void parse(InputStream socket, Consumer<FlvTag> out)
      throws IOException, MalformedException {
    InputStream in = new BufferedInputStream(socket, READ_BYTES);
    skipHead(in);
    FlvReader reader = new FlvReader(out);
    long last = System.nanoTime();
    while (!window.mayLeave()) {
      int length = Integer.parseInt(line(in), 16);
      if (length == 0) {
        return;
      }
      byte[] chunk = in.readNBytes(length);
      last = received(length, last);
      reader.accept(Bytes.wrap(chunk));
      line(in);
    }
  }

  private static void measure(FlvTag tag, Window window, Latencies measured) {
    if (tag.type() == FlvTag.Type.VIDEO && window.isOpen()) {
      int at = Stamp.find(tag.body());
      if (at >= 0) {
        measured.add(Stamp.nowMicros() - Stamp.micros(tag.body(), at));
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread alone
  private long received(int count, long last) {
    long now = System.nanoTime();
    if (window.isOpen()) {
      bytesInWindow += count;
      longestGapNanos = Math.max(longestGapNanos, now - Math.max(last, window.startNanos()));
    }
    return now;
  }

  private static void skipHead(InputStream in) throws IOException {
    if (!line(in).contains(" 200 ")) {
      throw new IOException("no 200");
    }
    while (!line(in).isEmpty()) {
      // header fields
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the response ended");
      }
      if (b != '\r') {
        text.append((char) b);
      }
    }
    return text.toString();
  }
}
