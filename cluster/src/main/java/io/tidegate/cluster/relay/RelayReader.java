package io.tidegate.cluster.relay;

import io.tidegate.cluster.relay.RelayWriter.Kind;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.wire.TracksCodec;
import io.tidegate.media.wire.WireReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;

/// Reads [RelayMessage]s, each as it comes. Whatever is wrong with one is [ProtocolException], with
/// words for a log; no more memory is taken than bytes have come. One thread.
final class RelayReader {
  /// A key frame of 100 Mbit/s of intra pictures has 4 MB; a part of HLS as a whole has less than a
  /// segment, which has 30.
  static final int FRAME_LIMIT = 48 << 20;

  /// Parameter sets of all tracks.
  static final int TRACKS_LIMIT = 1 << 20;

  private final InputStream in;
  private final LongSupplier nanoTime;

  /// @param nanoTime the clock that frames are stamped with
  RelayReader(InputStream in, LongSupplier nanoTime) {
    this.in = in;
    this.nanoTime = nanoTime;
  }

  /// Blocks until a message is there.
  ///
  /// @throws EOFException when the other end is done
  RelayMessage read() throws IOException {
    byte[] head = in.readNBytes(RelayWriter.HEAD_BYTES);
    if (head.length < RelayWriter.HEAD_BYTES) {
      throw new EOFException("the other node has ended it");
    }
    Bytes read = Bytes.wrap(head);
    int number = read.u8(0);
    long length = read.u32(1);
    Kind kind = Kind.of(number);
    if (kind == null) {
      throw new ProtocolException("message " + number + " is not known here");
    }
    if (length > kind.mostBytes()) {
      throw new ProtocolException(
          kind + " of " + length + " bytes: there may be " + kind.mostBytes());
    }
    byte[] body = in.readNBytes((int) length); // grows with what comes
    if (body.length < length) {
      throw new EOFException("the other node has ended it within a message");
    }
    try {
      return message(kind, new WireReader(Bytes.wrap(body)));
    } catch (MalformedException damaged) {
      throw new ProtocolException(kind + ": " + damaged.getMessage());
    }
  }

  private RelayMessage message(Kind kind, WireReader in) throws MalformedException {
    RelayMessage message =
        switch (kind) {
          case ASK -> ask(in);
          case WELCOME -> new RelayMessage.Welcome(in.s64());
          case REFUSED -> new RelayMessage.Refused(known(RelayRefusal.of(in.u8()), in));
          case TRACKS -> new RelayMessage.Happened(new TracksChanged(TracksCodec.read(in)), 0);
          case FRAME -> frame(in);
          case DISCONTINUITY -> discontinuity(in);
          case END -> event(EndOfStream.INSTANCE);
          case BESIDE -> new RelayMessage.Beside(in.rest());
          case ALIVE -> RelayMessage.Alive.HERE;
        };
    in.end();
    return message;
  }

  private static RelayMessage event(StreamEvent event) {
    return new RelayMessage.Happened(event, 0);
  }

  private static <E> E known(@Nullable E one, WireReader in) throws MalformedException {
    if (one == null) {
      throw in.malformed(Reason.UNSUPPORTED, "a number that is not known here");
    }
    return one;
  }

  private static RelayMessage discontinuity(WireReader in) throws MalformedException {
    int number = in.u8();
    List<Discontinuity.Reason> reasons = RelayWriter.REASONS;
    return event(
        new Discontinuity(known(number < reasons.size() ? reasons.get(number) : null, in)));
  }

  private static RelayMessage ask(WireReader in) throws MalformedException {
    int version = in.u8();
    long from = in.s64();
    String key = in.rest().text(StandardCharsets.US_ASCII);
    try {
      return new RelayMessage.Ask(version, StreamKey.parse(key), from);
    } catch (IllegalArgumentException none) {
      throw in.malformed(Reason.BAD_VALUE, "no key of a stream");
    }
  }

  private RelayMessage frame(WireReader in) throws MalformedException {
    int track = in.u8();
    int flags = in.u8();
    MediaTime dts = in.time();
    long later = in.s64();
    long ageMicros = in.u32();
    if (track == 0 || flags > RelayWriter.KEY_FRAME || later < 0 || in.left() == 0) {
      throw in.malformed(Reason.BAD_VALUE, "no frame");
    }
    try {
      MediaTime pts = dts.plus(new MediaTime(later));
      long received = nanoTime.getAsLong() - ageMicros * 1_000;
      Frame frame = new Frame(track, dts, pts, flags != 0, in.rest(), received);
      return new RelayMessage.Happened(frame, ageMicros);
    } catch (ArithmeticException tooFar) {
      throw in.malformed(Reason.BAD_VALUE, "a time out of range");
    }
  }
}
