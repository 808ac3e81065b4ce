package io.tidegate.srt.lib;

/// Why a connection was refused: libsrt's own reasons below 1000, a server's answers from 1000 on
/// (`SRT_REJECT_REASON` in srt.h, access_control.h). Immutable.
///
/// @param code as it travels in the handshake, without the 1000 that is added there
public record SrtRejection(int code) {
  /// Also what is known before anything happened.
  public static final SrtRejection UNKNOWN = new SrtRejection(0);

  public static final SrtRejection PEER = new SrtRejection(2);
  public static final SrtRejection BACKLOG = new SrtRejection(5);
  public static final SrtRejection BAD_SECRET = new SrtRejection(10);
  public static final SrtRejection UNSECURE = new SrtRejection(11);
  public static final SrtRejection FILTER = new SrtRejection(14);
  public static final SrtRejection TIMEOUT = new SrtRejection(16);

  public static final SrtRejection BAD_REQUEST = new SrtRejection(1400);
  public static final SrtRejection UNAUTHORIZED = new SrtRejection(1401);
  public static final SrtRejection OVERLOAD = new SrtRejection(1402);
  public static final SrtRejection FORBIDDEN = new SrtRejection(1403);
  public static final SrtRejection NOT_FOUND = new SrtRejection(1404);
  public static final SrtRejection BAD_MODE = new SrtRejection(1405);
  public static final SrtRejection CONFLICT = new SrtRejection(1409);
  public static final SrtRejection UNSUPPORTED_MEDIA = new SrtRejection(1415);
  public static final SrtRejection INTERNAL_ERROR = new SrtRejection(1500);
  public static final SrtRejection DOWN = new SrtRejection(1503);

  /// The lowest code that a listen callback may set.
  static final int FIRST_OF_SERVER = 1000;

  public SrtRejection {
    if (code < 0) {
      throw new IllegalArgumentException("a rejection has no negative code: " + code);
    }
  }

  /// For operators, in a few words.
  public String text() {
    return switch (code) {
      case 0 -> "unknown";
      case 1 -> "a system call failed";
      case 2 -> "refused by the peer";
      case 3 -> "no resources";
      case 4 -> "a malformed handshake";
      case 5 -> "the listener's backlog is full";
      case 6 -> "a bug in libsrt";
      case 7 -> "the socket is being closed";
      case 8 -> "the peer's SRT is too old";
      case 9 -> "both ends of the rendezvous chose the same cookie";
      case 10 -> "wrong passphrase";
      case 11 -> "only one end has a passphrase";
      case 12 -> "one end wants messages, the other a stream";
      case 13 -> "different congestion control";
      case 14 -> "different packet filters";
      case 15 -> "bonding does not fit";
      case 16 -> "no answer in time";
      case 1400 -> "malformed stream id";
      case 1401 -> "not authorised";
      case 1402 -> "a limit is reached";
      case 1403 -> "not allowed";
      case 1404 -> "no such stream";
      case 1405 -> "neither publishing nor playing";
      case 1409 -> "somebody else publishes";
      case 1415 -> "no coding that can be carried";
      case 1500 -> "an error of the server";
      case 1503 -> "the server stops";
      default -> "code " + code;
    };
  }

  @Override
  public String toString() {
    return code + " (" + text() + ")";
  }
}
