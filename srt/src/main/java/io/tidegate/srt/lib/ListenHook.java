package io.tidegate.srt.lib;

import java.net.InetSocketAddress;

/// Decides about callers before they are connected.
///
/// Runs on libsrt's receiving thread: all peers of the port wait meanwhile. Only look-ups in
/// memory, no locks, no name service, no log line per call. What it throws refuses the caller.
@FunctionalInterface
public interface ListenHook {
  Verdict decide(Call call);

  /// A caller at the door. Immutable.
  ///
  /// @param socket names the socket; the accepted [SrtSocket] has the same [SrtSocket#id()]
  /// @param seen the address that libsrt sees, which is the relay's when there is one
  /// @param streamId as the caller wrote it, empty for none
  /// @param handshakeVersion 4 or 5; callers of 4 are older than SRT 1.3 and have no stream id
  record Call(int socket, InetSocketAddress seen, String streamId, int handshakeVersion) {}

  /// What becomes of a caller.
  sealed interface Verdict {
    /// Come in, with these options.
    record Accept(SrtSettings settings) implements Verdict {}

    /// Go away; the caller is told the code, from 1000 on.
    record Reject(SrtRejection rejection) implements Verdict {}
  }
}
