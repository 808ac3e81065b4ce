package io.tidegate.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.bench.BenchStream;
import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.Method;
import io.tidegate.rtsp.message.RtspMessage;
import io.tidegate.rtsp.message.RtspReader;
import io.tidegate.rtsp.message.RtspRequest;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.RtspWriter;
import io.tidegate.rtsp.rtp.NtpTime;
import io.tidegate.rtsp.rtp.RtcpPacket;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// One connection to a camera that sends the benchmark stream over TCP in real time, again and
/// again, with sender reports. Two virtual threads: one answers, one sends.
final class BenchCamera implements Runnable {
  private static final long REPORT_NANOS = 5_000_000_000L;
  private static final String SESSION = "1;timeout=60";

  private final Socket socket;
  private final List<CameraMedium> media;
  private final double soundRate;
  private final LongAdder bytesSent;
  private final ReentrantLock writing = new ReentrantLock();
  private boolean plays;

  /// @param driftPpm how much faster than the wall clock that of the sound is, in millionths
  /// @param bytesSent of all cameras
  BenchCamera(Socket socket, List<CameraMedium> media, double driftPpm, LongAdder bytesSent) {
    this.socket = socket;
    this.media = List.copyOf(media);
    this.soundRate = 1 + driftPpm / 1e6;
    this.bytesSent = bytesSent;
  }

  @Override
  public void run() {
    RtspReader reader = new RtspReader(this::message);
    byte[] piece = new byte[4096];
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      for (int count; (count = in.read(piece)) > 0; ) {
        reader.accept(Bytes.copyOf(piece, 0, count));
      }
    } catch (IOException | MalformedException over) {
      // the gateway tells of it
    }
  }

  private void message(RtspMessage message) {
    if (!(message instanceof RtspRequest request)) {
      return; // a report
    }
    Headers headers =
        Headers.NONE
            .with("CSeq", String.valueOf(request.headers().first("CSeq")))
            .with("Session", SESSION);
    Bytes body = Bytes.EMPTY;
    switch (request.method()) {
      case Method.OPTIONS ->
          headers = headers.with("Public", "DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN");
      case Method.DESCRIBE -> {
        headers = headers.with("Content-Type", "application/sdp");
        body = Bytes.of(CameraMedium.description(), UTF_8);
      }
      case Method.SETUP ->
          headers = headers.with("Transport", String.valueOf(request.headers().first("Transport")));
      default -> {}
    }
    try {
      write(RtspWriter.bytes(new RtspResponse(200, "OK", headers, body)).toByteArray());
    } catch (IOException over) {
      return;
    }
    if (request.method().equals(Method.PLAY) && !plays) {
      plays = true;
      Thread.ofVirtual().start(this::play);
    }
  }

  private void write(byte[] bytes) throws IOException {
    writing.lock();
    try {
      socket.getOutputStream().write(bytes);
    } finally {
      writing.unlock();
    }
  }

  private void play() {
    long start = System.nanoTime();
    Instant startTime = Instant.now();
    Cursor picture = new Cursor(media.get(0), 1);
    Cursor sound = new Cursor(media.get(1), soundRate);
    long reportedNanos = -REPORT_NANOS;
    try {
      while (!socket.isClosed()) {
        Cursor next = picture.dueNanos() <= sound.dueNanos() ? picture : sound;
        long due = next.dueNanos();
        for (long now = System.nanoTime(); now - start < due; now = System.nanoTime()) {
          LockSupport.parkNanos(due - (now - start));
        }
        if (due - reportedNanos >= REPORT_NANOS) {
          reportedNanos = due;
          report(picture, 1, startTime.plusNanos(due), due);
          report(sound, 3, startTime.plusNanos(due), due);
        }
        byte[] frame = next.take(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        write(frame);
        bytesSent.add(frame.length);
      }
    } catch (IOException over) {
      // the gateway has hung up
    }
  }

  private void report(Cursor of, int channel, Instant at, long sinceStart) throws IOException {
    long ssrc = of.medium.ssrc();
    long timestamp = of.timestampAt(sinceStart);
    RtcpPacket report =
        new RtcpPacket.SenderReport(ssrc, NtpTime.of(at), timestamp, of.count, 0, List.of());
    Bytes compound = RtcpPacket.write(List.of(report, new RtcpPacket.Sdes(ssrc, "bench")));
    ByteWriter out = new ByteWriter();
    RtspWriter.header(channel, compound.length(), out);
    write(out.write(compound).toBytes().toByteArray());
  }

  /// Where a medium is in its endless repetition.
  private static final class Cursor {
    private final CameraMedium medium;
    private final double rate;
    private int round;
    private int index;
    private long count;

    Cursor(CameraMedium medium, double rate) {
      this.medium = medium;
      this.rate = rate;
    }

    /// When the next frame is captured, by the wall clock, since the start.
    long dueNanos() {
      MediaTime round0 = medium.frames().get(index).at();
      double nanos = round0.nanos() + 1e9 * round * BenchStream.SECONDS;
      return (long) (nanos / rate);
    }

    long timestampAt(long sinceStartNanos) {
      return medium.timestampAt(new MediaTime((long) (sinceStartNanos * rate)));
    }

    byte[] take(long stampMicros) {
      byte[] bytes = medium.bytes(medium.frames().get(index), round, stampMicros);
      count++;
      index++;
      if (index == medium.frames().size()) {
        index = 0;
        round++;
      }
      return bytes;
    }
  }
}
