package io.tidegate.srt.relay;

import io.tidegate.srt.packet.Handshake;
import io.tidegate.srt.packet.HandshakeTerms;
import io.tidegate.srt.packet.SrtVersion;

/// What the handshakes of one peer tell when they pass by. Relay thread only.
///
/// A peer's address may see several sessions one after the other, and even at once: the newest one
/// counts, the others are forwarded unchanged.
final class PeerFacts {
  private int ourSocketId;
  private int peerSocketId;
  private boolean agreed;
  private int latencyInMs = -1;
  private int latencyOutMs = -1;
  private String streamId = "";
  private String packetFilter = "";
  private int keyLengthBytes;
  private SrtVersion peerVersion = new SrtVersion(0);
  private int rejection;

  /// A handshake on its way to libsrt.
  ///
  /// @return true when it begins a new session in the place of one that stood
  boolean fromNetwork(Handshake handshake) {
    if (!handshake.isConclusion()) {
      rejected(handshake);
      return false;
    }
    boolean renewed = agreed && handshake.socketId() != peerSocketId;
    if (renewed) {
      reset();
    }
    peerSocketId = handshake.socketId();
    HandshakeTerms request = handshake.extensions().request();
    HandshakeTerms response = handshake.extensions().response();
    if (request != null) {
      peerVersion = request.version();
    }
    if (response != null) {
      responseFromNetwork(response);
    }
    texts(handshake);
    agreed = ourSocketId != 0 && peerSocketId != 0;
    return renewed;
  }

  /// A handshake that libsrt sends.
  void fromLibsrt(Handshake handshake) {
    if (!handshake.isConclusion()) {
      rejected(handshake);
      return;
    }
    ourSocketId = handshake.socketId();
    HandshakeTerms response = handshake.extensions().response();
    if (response != null) {
      responseFromLibsrt(response);
    }
    texts(handshake);
    agreed = ourSocketId != 0 && peerSocketId != 0;
  }

  /// The delays of a response: as a receiver of its writer, and as a sender.
  void responseFromNetwork(HandshakeTerms response) {
    peerVersion = response.version();
    latencyInMs = response.senderDelayMs();
    latencyOutMs = response.receiverDelayMs();
  }

  void responseFromLibsrt(HandshakeTerms response) {
    latencyInMs = response.receiverDelayMs();
    latencyOutMs = response.senderDelayMs();
  }

  /// Peers of SRT 1.2 ask after the connection stands.
  void requestFromNetwork(HandshakeTerms request) {
    peerVersion = request.version();
  }

  private void texts(Handshake handshake) {
    if (!handshake.extensions().streamId().isEmpty()) {
      streamId = handshake.extensions().streamId();
    }
    if (!handshake.extensions().packetFilter().isEmpty()) {
      packetFilter = handshake.extensions().packetFilter();
    }
    if (handshake.extensions().keyLengthBytes() > 0) {
      keyLengthBytes = handshake.extensions().keyLengthBytes();
    }
  }

  private void rejected(Handshake handshake) {
    if (handshake.isRejection()) {
      rejection = handshake.type();
    }
  }

  private void reset() {
    ourSocketId = 0;
    peerSocketId = 0;
    agreed = false;
    latencyInMs = -1;
    latencyOutMs = -1;
    streamId = "";
    packetFilter = "";
    keyLengthBytes = 0;
    rejection = 0;
  }

  /// Both sides have concluded: sockets are known.
  boolean agreed() {
    return agreed;
  }

  /// libsrt's socket, which packets from the network are for.
  int ourSocketId() {
    return ourSocketId;
  }

  /// The peer's socket, which packets from libsrt are for.
  int peerSocketId() {
    return peerSocketId;
  }

  /// Latency of data from the network, -1 before it is known.
  int latencyInMs() {
    return latencyInMs;
  }

  /// Latency of data to the network, -1 before it is known.
  int latencyOutMs() {
    return latencyOutMs;
  }

  String streamId() {
    return streamId;
  }

  String packetFilter() {
    return packetFilter;
  }

  /// 16, 24 or 32, 0 without encryption.
  int keyLengthBytes() {
    return keyLengthBytes;
  }

  SrtVersion peerVersion() {
    return peerVersion;
  }

  /// The code of the last rejection, either way; 0 for none.
  int rejection() {
    return rejection;
  }
}
