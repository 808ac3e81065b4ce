package io.tidegate.gateway.e2e;

import io.tidegate.media.testing.Tool;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A transport stream that srt-live-transmit sends byte for byte, at the pace of the stream's own
/// clock. Before and after it there are null packets, so that nothing is lost while connections
/// begin and end.
///
/// 1. [#send]; the publisher is there, and nothing to see;
/// 2. [#begin];
/// 3. [#await].
final class PacedTs implements AutoCloseable {
  private static final int PACKET = 188;

  /// A message of SRT: seven packets.
  private static final int CHUNK = 7 * PACKET;

  private static final long IDLE_NANOS = 20_000_000;

  private final Tool sender;
  private final byte[] ts;
  private final CountDownLatch begin = new CountDownLatch(1);
  private final CompletableFuture<Long> end = new CompletableFuture<>();
  private volatile boolean closed;

  private PacedTs(Tool sender, byte[] ts) {
    this.sender = sender;
    this.ts = ts;
  }

  /// Starts to send to `url`.
  static PacedTs send(byte[] ts, String url) throws IOException {
    Tool sender = Tool.startFed("srt-live-transmit", "-q", "-a:no", "file://con", url);
    PacedTs playout = new PacedTs(sender, ts);
    Thread.ofVirtual().name("paced-ts").start(playout::run);
    return playout;
  }

  void begin() {
    begin.countDown();
  }

  /// Until all was handed to srt-live-transmit; how many bytes that were.
  long await(int seconds) throws Exception {
    return end.get(seconds, TimeUnit.SECONDS);
  }

  boolean isAlive() {
    return sender.isAlive();
  }

  String output() throws IOException {
    return sender.output();
  }

  private void run() {
    int packetLength = packetLength(ts);
    byte[] idle = nullPackets(packetLength);
    try (OutputStream out = sender.input()) {
      long sent = 0;
      while (!begin.await(IDLE_NANOS, TimeUnit.NANOSECONDS)) {
        write(out, idle, 0);
        sent += idle.length;
      }
      play(out, packetLength);
      end.complete(sent + ts.length);
      while (!closed) {
        write(out, idle, 0);
        LockSupport.parkNanos(IDLE_NANOS);
      }
    } catch (IOException | InterruptedException broken) {
      end.completeExceptionally(broken);
    }
  }

  private void play(OutputStream out, int packetLength) throws IOException {
    Pace pace = new Pace(packetLength);
    long start = System.nanoTime();
    for (int at = 0; at < ts.length; at += CHUNK) {
      long due = start + pace.dueNanos(ts, at);
      for (long wait; (wait = due - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(wait);
      }
      write(out, ts, at);
    }
  }

  private static void write(OutputStream out, byte[] bytes, int at) throws IOException {
    out.write(bytes, at, Math.min(CHUNK, bytes.length - at));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    sender.close();
  }

  /// ISO/IEC 13818-1 §2.4.3.3: PID 0x1FFF; as many as fit into a message in either length.
  private static byte[] nullPackets(int packetLength) {
    byte[] packets = new byte[6 * packetLength];
    for (int at = 0; at < packets.length; at += packetLength) {
      packets[at] = 0x47;
      packets[at + 1] = 0x1F;
      packets[at + 2] = (byte) 0xFF;
      packets[at + 3] = 0x10;
    }
    return packets;
  }

  private static int packetLength(byte[] ts) {
    return ts[PACKET] == 0x47 ? PACKET : 204;
  }

  /// Media time of the place reached, by the first PID that has a clock; jumps count for nothing.
  private static final class Pace {
    private static final long TICKS = 1L << 33;
    private final int packetLength;
    private int next;
    private int clockPid = -1;
    private long last;
    private long ticks;

    Pace(int packetLength) {
      this.packetLength = packetLength;
    }

    long dueNanos(byte[] ts, int to) {
      for (; next + PACKET <= ts.length && next <= to; next += packetLength) {
        read(ts, next);
      }
      return ticks * 100_000 / 9;
    }

    /// ISO/IEC 13818-1 §2.4.3.5: program_clock_reference_base.
    private void read(byte[] ts, int at) {
      boolean hasClock =
          ts[at] == 0x47 && (ts[at + 3] & 0x20) != 0 && ts[at + 4] >= 7 && (ts[at + 5] & 0x10) != 0;
      int pid = pid(ts, at);
      if (!hasClock || (clockPid >= 0 && pid != clockPid)) {
        return;
      }
      long base = 0;
      for (int i = 6; i < 10; i++) {
        base = base << 8 | (ts[at + i] & 0xFF);
      }
      base = base << 1 | (ts[at + 10] & 0xFF) >> 7;
      long moved = Math.floorMod(base - last, TICKS);
      ticks += clockPid >= 0 && moved <= 90_000 ? moved : 0;
      clockPid = pid;
      last = base;
    }
  }

  private static int pid(byte[] ts, int at) {
    return (ts[at + 1] & 0x1F) << 8 | (ts[at + 2] & 0xFF);
  }

  /// The same without one packet of a hundred, chosen by a fixed seed; whole where it begins, so
  /// that the tracks are known.
  static byte[] losing(byte[] ts) {
    Random random = new Random(23);
    return kept(ts, (at, _) -> at < ts.length / 8 || random.nextInt(100) > 0);
  }

  /// The same without PAT and PMT in its first half.
  static byte[] withoutTablesAtFirst(byte[] ts) {
    int programMap = 0x1000; // of ffmpeg
    return kept(ts, (at, pid) -> at > ts.length / 2 || (pid != 0 && pid != programMap));
  }

  /// The same with 16 bytes after each packet, where DVB puts Reed-Solomon parity.
  static byte[] in204(byte[] ts) {
    byte[] longer = new byte[ts.length / PACKET * 204];
    for (int i = 0; i < ts.length / PACKET; i++) {
      System.arraycopy(ts, i * PACKET, longer, i * 204, PACKET);
    }
    return longer;
  }

  private interface Choice {
    boolean keeps(int at, int pid);
  }

  private static byte[] kept(byte[] ts, Choice choice) {
    byte[] kept = new byte[ts.length];
    int length = 0;
    for (int at = 0; at < ts.length; at += PACKET) {
      if (choice.keeps(at, pid(ts, at))) {
        System.arraycopy(ts, at, kept, length, PACKET);
        length += PACKET;
      }
    }
    return Arrays.copyOf(kept, length);
  }
}
