package io.tidegate.srt;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.srt.lib.SrtAcceptor;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtLibrary;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtPoller;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.SrtSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Callers of our own, on a port of its own, before anybody else comes.
///
/// libsrt counts what the listen callback takes as latency of the connection, for as long as it
/// lives or until its drift correction notices, after half a minute. In a fresh process that would
/// be 10 to 30 ms, in which classes are loaded.
final class HandshakeRehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(HandshakeRehearsal.class);

  /// The first takes 10 ms more than need be, the second 5, the third 1.
  private static final int CALLS = 6;

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  private HandshakeRehearsal() {}

  /// Waits for libsrt. What fails here fails nothing.
  static void run(
      SrtLibrary.Loaded library, SrtPoller poller, SrtOptions options, SrtService service) {
    StreamKey key = StreamKey.parse("rehearsal");
    SrtService nobodys =
        new SrtService(
            new StreamRegistry(
                service.loops(),
                AdmissionPolicy.OPEN,
                HubOptions.defaults(bug -> LOG.debug("in the rehearsal", bug))),
            AdmissionPolicy.OPEN,
            new SessionRegistry(),
            service.loops(),
            SrtProfiles.all(SrtProfile.DEFAULT),
            new SrtLinks());
    Doorkeeper doorkeeper =
        new Doorkeeper(SrtPort.shared(ANY_PORT), options, nobodys, new LearnedLatency());
    try (SrtSocket listener = library.open()) {
      listener.setNonBlocking();
      listener.bind(ANY_PORT);
      listener.listen(CALLS, doorkeeper);
      poller.listen(listener, acceptor(doorkeeper));
      for (int i = 0; i < CALLS; i++) {
        call(library, listener.localAddress(), key);
      }
      poller.close(listener);
    } catch (SrtException failure) {
      LOG.debug("no rehearsal of handshakes: {}", failure.getMessage());
    }
  }

  private static SrtAcceptor acceptor(Doorkeeper doorkeeper) {
    return socket -> {
      doorkeeper.connected(socket.id());
      socket.close();
    };
  }

  private static void call(SrtLibrary.Loaded library, InetSocketAddress to, StreamKey key)
      throws SrtException {
    try (SrtSocket caller = library.open()) {
      caller.set(SrtSettings.builder().set(SrtOption.STREAMID, "publish:" + key.name()).build());
      caller.connect(to);
    }
  }
}
