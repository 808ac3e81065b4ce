package io.tidegate.gateway.probe;

import io.tidegate.media.Nullable;

/// The client of one protocol, as the routes have it, for a probe alone. Any thread but the loops.
///
/// 1. [#start];
/// 2. [#standing], again and again;
/// 3. [#close].
interface ProbeClient extends AutoCloseable {
  void start() throws ProbeException;

  Standing standing();

  @Override
  void close();

  /// How it stands.
  ///
  /// @param open the peer has let us in, or the socket listens
  /// @param attempts so far
  /// @param failure what went wrong last, empty when nothing did
  /// @param down it waits to try again
  /// @param device what the peer says of itself, empty for nothing
  /// @param roundTripMs as the protocol measures it, null where it does not
  record Standing(
      boolean open,
      long attempts,
      String failure,
      boolean down,
      String device,
      @Nullable Double roundTripMs) {}

  /// It cannot even begin.
  final class ProbeException extends Exception {
    private static final long serialVersionUID = 1L;

    ProbeException(String message) {
      super(message, null, false, false); // it is an outcome: nobody wants its stack
    }
  }
}
