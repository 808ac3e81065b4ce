package io.tidegate.rtsp.message;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.function.Consumer;

/// The bytes of a connection, in whatever pieces, to messages and packets. RFC 2326 §4, §10.12.
/// Loop-confined.
///
/// A packet that lies whole in one piece shares its bytes. After a [MalformedException] the
/// connection is of no use: nobody can tell where its next message begins.
public final class RtspReader {
  /// Request line and headers. A Digest answer with a long URL is under 2 kB; live555 takes 20 kB
  /// of everything.
  static final int MAX_HEAD = 32 << 10;

  /// An SDP with parameter sets of eight tracks is under 16 kB.
  static final int MAX_BODY = 256 << 10;

  private enum State {
    START,
    HEAD,
    BODY,
    PACKET_HEAD,
    PACKET
  }

  private final Consumer<RtspMessage> out;
  private final ByteWriter partial = new ByteWriter();
  private State state = State.START;

  /// Bytes in the present line of a head, without line ends.
  private int lineLength;

  private RtspHead head = RtspHead.EMPTY;

  /// Bytes of the present body or packet that have not come.
  private int missing;

  private int channel;

  /// @param out takes messages in their order
  public RtspReader(Consumer<RtspMessage> out) {
    this.out = out;
  }

  /// Takes the next piece. What `out` throws comes through.
  public void accept(Bytes piece) throws MalformedException {
    int at = 0;
    while (at < piece.length()) {
      at =
          switch (state) {
            case START -> start(piece, at);
            case HEAD -> head(piece, at);
            case BODY -> body(piece, at);
            case PACKET_HEAD -> packetHead(piece, at);
            case PACKET -> packet(piece, at);
          };
    }
  }

  private int start(Bytes piece, int at) throws MalformedException {
    int first = piece.u8(at);
    if (first == Interleaved.MAGIC) {
      if (piece.length() - at >= Interleaved.HEADER_LENGTH) {
        return packetStarts(piece, at);
      }
      missing = Interleaved.HEADER_LENGTH;
      state = State.PACKET_HEAD;
      return at;
    }
    // line ends between messages: RFC 2326 leaves them open, RFC 7826 §20.1 tells to skip them
    if (first == '\r' || first == '\n') {
      return at + 1;
    }
    if (first < 'A' || first > 'Z') {
      throw new MalformedException(Reason.LOST_SYNC, "neither a message nor a packet begins here");
    }
    lineLength = 0;
    state = State.HEAD;
    return at;
  }

  private int head(Bytes piece, int from) throws MalformedException {
    for (int at = from; at < piece.length(); at++) {
      if (partial.size() + at - from >= MAX_HEAD) {
        throw new MalformedException(Reason.LIMIT, "a message head of more than " + MAX_HEAD);
      }
      int value = piece.u8(at);
      if (value == '\n' && lineLength == 0) {
        partial.write(piece.slice(from, at + 1 - from));
        headEnds(RtspHead.parse(partial.toBytes()));
        return at + 1;
      }
      lineLength = value == '\n' ? 0 : value == '\r' ? lineLength : lineLength + 1;
    }
    partial.write(piece.slice(from));
    return piece.length();
  }

  private void headEnds(RtspHead complete) throws MalformedException {
    head = complete;
    missing = complete.bodyLength(MAX_BODY);
    if (missing == 0) {
      state = State.START;
      out.accept(complete.message(Bytes.EMPTY));
    } else {
      state = State.BODY;
    }
  }

  private int body(Bytes piece, int at) throws MalformedException {
    int end = collect(piece, at);
    if (missing == 0) {
      state = State.START;
      out.accept(head.message(partial.toBytes()));
    }
    return end;
  }

  private int packetHead(Bytes piece, int at) {
    int end = collect(piece, at);
    if (missing == 0) {
      packetStarts(partial.toBytes(), 0);
    }
    return end;
  }

  /// @return where the packet's bytes begin
  private int packetStarts(Bytes bytes, int at) {
    channel = bytes.u8(at + 1);
    missing = bytes.u16(at + 2);
    state = State.PACKET;
    if (missing == 0) {
      packetEnds(Bytes.EMPTY);
    }
    return at + Interleaved.HEADER_LENGTH;
  }

  private int packet(Bytes piece, int at) {
    if (partial.size() == 0 && piece.length() - at >= missing) {
      int end = at + missing;
      packetEnds(piece.slice(at, missing));
      return end;
    }
    int end = collect(piece, at);
    if (missing == 0) {
      packetEnds(partial.toBytes());
    }
    return end;
  }

  private void packetEnds(Bytes payload) {
    state = State.START;
    out.accept(new Interleaved(channel, payload));
  }

  private int collect(Bytes piece, int at) {
    int count = Math.min(missing, piece.length() - at);
    partial.write(piece.slice(at, count));
    missing -= count;
    return at + count;
  }
}
