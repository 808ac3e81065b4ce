package io.tidegate.gateway.e2e;

import io.tidegate.media.testing.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A transport stream of two programs that srt-live-transmit publishes packet for packet, over and
/// over, with packets of a private PID of which no table tells. All that was sent can be compared.
final class TransportPlayout implements AutoCloseable {
  static final int PACKET = 188;

  /// Seven packets every 10 ms: 1 Mbit/s.
  private static final int MESSAGE = 7 * PACKET;

  private static final long PAUSE_NANOS = 10_000_000;
  private static final int PRIVATE_PID = 0x1F0;
  private static final int NULL_PID = 0x1FFF;
  private static final long PATIENCE_SECONDS = 60;

  private final byte[] stream;
  private final Path pipe;
  private final Tool sender;
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private volatile boolean finishing;
  private volatile boolean closed;
  private int privatePackets;

  private TransportPlayout(byte[] stream, Path pipe, Tool sender) {
    this.stream = stream;
    this.pipe = pipe;
    this.sender = sender;
  }

  /// Publishes to `url` until it is closed.
  static TransportPlayout start(Path folder, String url) throws Exception {
    byte[] stream = twoPrograms(folder.resolve("two-programs.ts"));
    Path pipe = folder.resolve("playout");
    Tool.run(10, "mkfifo", "" + pipe);
    String command = "exec srt-live-transmit -q -a:no file://con '" + url + "' < " + pipe;
    TransportPlayout playout = new TransportPlayout(stream, pipe, Tool.start("sh", "-c", command));
    Thread.ofPlatform().daemon().name("playout").start(playout::run);
    return playout;
  }

  /// Four seconds: pictures and sound, and a program of another sound.
  private static byte[] twoPrograms(Path file) throws IOException, InterruptedException {
    String command =
        "-nostdin -v error -f lavfi -i testsrc2=s=320x180:r=25 -f lavfi -i sine=440:r=48000 -f"
            + " lavfi -i sine=880:r=48000 -t 4 -map 0 -map 1 -map 2 -c:v libx264 -preset ultrafast"
            + " -g 25 -pix_fmt yuv420p -c:a aac -program title=One:st=0:st=1 -program"
            + " title=Two:st=2 -f mpegts "
            + file;
    Tool.run(120, "ffmpeg", command.split(" "));
    return Files.readAllBytes(file);
  }

  /// Ends with the repetition under way, and goes on with null packets; everything that was sent
  /// before those.
  byte[] finish() throws Exception {
    finishing = true;
    return whole.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void run() {
    try (OutputStream out = Files.newOutputStream(pipe)) {
      while (!finishing) {
        repeat(out);
      }
      whole.complete(sent.toByteArray());
      while (!closed) {
        out.write(packets(NULL_PID, MESSAGE / PACKET));
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException broken) {
      whole.completeExceptionally(broken);
    }
  }

  private void repeat(OutputStream out) throws IOException {
    int step = MESSAGE - PACKET;
    for (int at = 0; at < stream.length; at += step) {
      byte[] message = packets(NULL_PID, MESSAGE / PACKET);
      int count = Math.min(step, stream.length - at);
      System.arraycopy(stream, at, message, 0, count);
      byte[] last = packets(PRIVATE_PID, 1);
      last[3] |= (byte) (privatePackets & 0x0F);
      for (int i = 0; i < Integer.BYTES; i++) {
        last[4 + i] = (byte) (privatePackets >> (8 * i));
      }
      privatePackets++;
      System.arraycopy(last, 0, message, step, PACKET);
      out.write(message);
      sent.writeBytes(withoutNulls(message));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /// ISO/IEC 13818-1 §2.4.3.2: packets that carry a payload, of zeros.
  private static byte[] packets(int pid, int count) {
    byte[] packets = new byte[count * PACKET];
    for (int at = 0; at < packets.length; at += PACKET) {
      packets[at] = 0x47;
      packets[at + 1] = (byte) (pid >> 8);
      packets[at + 2] = (byte) pid;
      packets[at + 3] = 0x10;
    }
    return packets;
  }

  /// Whole packets alone.
  static byte[] withoutNulls(byte[] packets) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    for (int at = 0; at + PACKET <= packets.length; at += PACKET) {
      if (pid(packets, at) != NULL_PID) {
        kept.write(packets, at, PACKET);
      }
    }
    return kept.toByteArray();
  }

  /// True when the last packet of `sent` came.
  static boolean hasEnd(byte[] received, byte[] sent) {
    byte[] packets = withoutNulls(received);
    return packets.length >= PACKET
        && Arrays.equals(
            Arrays.copyOfRange(packets, packets.length - PACKET, packets.length),
            Arrays.copyOfRange(sent, sent.length - PACKET, sent.length));
  }

  static Set<Integer> pids(byte[] packets) {
    Set<Integer> pids = new TreeSet<>();
    for (int at = 0; at < packets.length; at += PACKET) {
      pids.add(pid(packets, at));
    }
    return pids;
  }

  private static int pid(byte[] packets, int at) {
    return (packets[at + 1] & 0x1F) << 8 | (packets[at + 2] & 0xFF);
  }

  String output() throws IOException {
    return sender.output();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    sender.close();
  }
}
