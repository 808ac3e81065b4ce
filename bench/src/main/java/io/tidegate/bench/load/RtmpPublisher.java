package io.tidegate.bench.load;

import io.tidegate.bench.BenchStream;
import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.amf.Amf0;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.flv.FlvDialect;
import io.tidegate.media.flv.FlvMuxer;
import io.tidegate.media.flv.FlvTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Publishes the benchmark stream over RTMP in real time, looped, each video frame with its send
/// time. On a virtual thread of its own. It takes the replies as given: the message stream is 1.
final class RtmpPublisher implements Runnable {
  private static final int HANDSHAKE_BYTES = 1536;
  private static final int CHUNK_BYTES = 4096;
  private static final int COMMAND = 20;
  private static final int SET_CHUNK_SIZE = 1;

  private final int port;
  private final String name;
  private final List<FlvTag> headers;
  private final List<FlvTag> loop = new ArrayList<>();
  private final long endNanos;
  private final long phaseNanos;
  private volatile boolean failed;

  RtmpPublisher(int port, String name, int kbit, long phaseNanos, long endNanos) {
    this.port = port;
    this.name = name;
    this.phaseNanos = phaseNanos;
    this.endNanos = endNanos;
    FlvMuxer muxer = new FlvMuxer(FlvDialect.ENHANCED);
    headers = muxer.headers(BenchStream.tracks(), MediaTime.ZERO);
    for (Frame frame : BenchStream.frames(kbit)) {
      loop.add(muxer.frame(BenchStream.isVideo(frame) ? stamped(frame) : frame));
    }
  }

  /// The connection broke before the end.
  boolean hasFailed() {
    return failed;
  }

  @Override
  public void run() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> drain(socket));
      publish(socket.getOutputStream());
    } catch (IOException broken) {
      failed = System.nanoTime() < endNanos;
    }
  }

  private void publish(OutputStream out) throws IOException {
    byte[] hello = new byte[1 + HANDSHAKE_BYTES];
    hello[0] = 3;
    out.write(hello);
    out.write(new byte[HANDSHAKE_BYTES]); // C2; the simple handshake looks at none of it
    out.write(message(2, SET_CHUNK_SIZE, 0, 0, Bytes.of(0, 0, CHUNK_BYTES >> 8, 0)));
    command(
        out,
        0,
        new Amf0Value.Text("connect"),
        new Amf0Value.Number(1),
        Amf0Value.Obj.of("app", "live", "tcUrl", "rtmp://127.0.0.1/live"));
    command(
        out,
        0,
        new Amf0Value.Text("createStream"),
        new Amf0Value.Number(2),
        Amf0Value.Null.INSTANCE);
    command(
        out,
        1,
        new Amf0Value.Text("publish"),
        new Amf0Value.Number(3),
        Amf0Value.Null.INSTANCE,
        new Amf0Value.Text(name),
        new Amf0Value.Text("live"));
    for (FlvTag tag : headers) {
      out.write(message(4, tag.type().id(), 1, 0, tag.body()));
    }
    media(out);
  }

  private void media(OutputStream out) throws IOException {
    long start = System.nanoTime() + phaseNanos;
    int number = 0;
    for (int round = 0; ; round++) {
      for (FlvTag tag : loop) {
        long mediaMs = round * 1000L * BenchStream.SECONDS + tag.timestampMs();
        long due = start + mediaMs * 1_000_000;
        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
          LockSupport.parkNanos(due - now);
        }
        if (System.nanoTime() >= endNanos) {
          return;
        }
        byte[] body = tag.body().toByteArray();
        int at = tag.type() == FlvTag.Type.VIDEO ? Stamp.find(tag.body()) : -1;
        if (at >= 0) {
          Stamp.write(body, at, Stamp.nowMicros(), number++);
        }
        out.write(message(4, tag.type().id(), 1, mediaMs, Bytes.wrap(body)));
      }
    }
  }

  private static void command(OutputStream out, int streamId, Amf0Value... values)
      throws IOException {
    out.write(message(3, COMMAND, streamId, 0, Amf0.write(values)));
  }

  /// A message in chunks, the first with a full header. RTMP 1.0 §5.3.1.
  private static byte[] message(int chunkStream, int type, int streamId, long ms, Bytes body) {
    ByteWriter out = new ByteWriter(body.length() + 32);
    out.u8(chunkStream).u24((int) ms).u24(body.length()).u8(type);
    out.u32(Integer.reverseBytes(streamId));
    int limit = type == SET_CHUNK_SIZE ? 128 : CHUNK_BYTES;
    for (int at = 0; at < body.length(); at += limit) {
      if (at > 0) {
        out.u8(0xC0 | chunkStream);
      }
      out.write(body.slice(at, Math.min(limit, body.length() - at)));
    }
    return out.toBytes().toByteArray();
  }

  private static Frame stamped(Frame frame) {
    ByteWriter out = new ByteWriter();
    Bytes payload = out.write(Stamp.placeholder()).write(frame.payload()).toBytes();
    return new Frame(frame.trackId(), frame.dts(), frame.pts(), frame.keyFrame(), payload, 0);
  }

  private void drain(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8192];
      while (in.read(buffer) >= 0) {
        // acknowledgements and replies: a refusal closes the connection
      }
      failed |= System.nanoTime() < endNanos;
    } catch (IOException _) {
      // the sending side tells of it
    }
  }
}
