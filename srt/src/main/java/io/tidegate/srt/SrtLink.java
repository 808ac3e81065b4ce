package io.tidegate.srt;

import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtLibrary;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtSocket;

/// What both ends of a connection agreed on. Immutable.
///
/// @param peerVersion of the peer's SRT, such as `1.5.1`
/// @param receiveLatencyMs of what the peer sends
/// @param sendLatencyMs of what we send
/// @param cipher `none`, `AES-128`, `AES-192` or `AES-256`
/// @param keyState of the key exchange
/// @param packetFilter empty for none
/// @param receiveBufferBytes ours
/// @param reorderTolerance in packets, as set
public record SrtLink(
    String peerVersion,
    int receiveLatencyMs,
    int sendLatencyMs,
    String cipher,
    KeyState keyState,
    String packetFilter,
    int receiveBufferBytes,
    int reorderTolerance) {
  /// `SRT_KM_STATE` of srt.h.
  public enum KeyState {
    UNSECURED,
    SECURING,
    SECURED,
    NO_SECRET,
    BAD_SECRET,
    UNKNOWN;

    static KeyState of(int number) {
      return switch (number) {
        case 0 -> UNSECURED;
        case 1 -> SECURING;
        case 2 -> SECURED;
        case 3 -> NO_SECRET;
        case 4 -> BAD_SECRET;
        default -> UNKNOWN;
      };
    }
  }

  /// How it is encrypted, in words.
  String protection() {
    return keyState == KeyState.UNSECURED ? "not encrypted" : cipher;
  }

  /// Poller thread.
  static SrtLink of(SrtSocket socket) throws SrtException {
    KeyState state = KeyState.of(socket.getInt(SrtOption.KMSTATE));
    return new SrtLink(
        SrtLibrary.versionText(socket.getInt(SrtOption.PEERVERSION)),
        socket.getInt(SrtOption.RCVLATENCY),
        socket.getInt(SrtOption.PEERLATENCY),
        state == KeyState.UNSECURED ? "none" : "AES-" + socket.getInt(SrtOption.PBKEYLEN) * 8,
        state,
        socket.getText(SrtOption.PACKETFILTER),
        socket.getInt(SrtOption.RCVBUF),
        socket.getInt(SrtOption.LOSSMAXTTL));
  }
}
