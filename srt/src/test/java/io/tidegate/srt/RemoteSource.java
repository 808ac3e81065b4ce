package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.srt.lib.InstalledLibrary;
import io.tidegate.srt.lib.ListenHook;
import io.tidegate.srt.lib.NativeBlock;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.SrtSocket;
import io.tidegate.srt.lib.TestPeer;

/// A remote listener that sends to whoever calls. One thread.
final class RemoteSource implements AutoCloseable {
  private final SrtSocket listener = InstalledLibrary.get().open();
  private volatile String streamId = "";
  private @Nullable SrtSocket peer;

  RemoteSource() throws SrtException {
    listener.bind(TestEndpoint.ANY_PORT);
    listener.listen(
        4,
        call -> {
          streamId = call.streamId();
          return new ListenHook.Verdict.Accept(SrtSettings.NONE);
        });
  }

  int port() throws SrtException {
    return listener.localAddress().getPort();
  }

  String streamId() {
    return streamId;
  }

  /// Waits for a caller and sends.
  void serve(Bytes payload) throws SrtException {
    SrtSocket caller = listener.accept();
    if (caller == null) {
      throw new AssertionError("nobody called");
    }
    peer = caller;
    try (NativeBlock buffer = new NativeBlock(TestPeer.MESSAGE_BYTES)) {
      for (int at = 0; at < payload.length(); at += TestPeer.MESSAGE_BYTES) {
        int count = Math.min(TestPeer.MESSAGE_BYTES, payload.length() - at);
        buffer.buffer().put(0, payload.slice(at, count).toByteArray());
        caller.send(buffer.address(), count);
      }
    }
  }

  void hangUp() {
    if (peer != null) {
      peer.close();
    }
  }

  @Override
  public void close() {
    hangUp();
    listener.close();
  }
}
