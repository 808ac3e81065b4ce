package io.tidegate.srt;

import io.tidegate.media.hub.Loop;
import io.tidegate.srt.arq.HandshakePlan;
import io.tidegate.srt.lib.SrtConnecting;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtPoller;
import io.tidegate.srt.lib.SrtRejection;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.SrtSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// Calls a remote peer once. Nothing waits on the caller's loop: names are looked up on a virtual
/// thread, libsrt is called on a poller's.
///
/// @param loop where the outcome is told, and the connection is to live
record SrtDialer(SrtCallTarget target, SrtEndpoint endpoint, Loop loop) {
  /// One of both, once, on the loop.
  interface Outcome {
    void connected(SrtConnection connection);

    void failed(String why);
  }

  void dial(Outcome outcome) {
    Thread.ofVirtual()
        .name("srt-resolve")
        .start(() -> {
          try {
            InetAddress address = InetAddress.getByName(target.host());
            SrtPoller poller = endpoint.poller();
            InetSocketAddress remote = new InetSocketAddress(address, target.port());
            poller.execute(() -> connect(poller, remote, outcome));
          } catch (UnknownHostException unknown) {
            tell(outcome, "no such host: " + target.host());
          }
        });
  }

  private void tell(Outcome outcome, String failure) {
    loop.execute(() -> outcome.failed(failure));
  }

  /// Poller thread, like all that follows.
  private void connect(SrtPoller poller, InetSocketAddress remote, Outcome outcome) {
    HandshakePlan plan =
        endpoint.learned().plan(remote.getAddress(), target.key(), target.profile());
    SrtSocket socket;
    try {
      socket = endpoint.library().open();
    } catch (SrtException failure) {
      tell(outcome, String.valueOf(failure.getMessage()));
      return;
    }
    try {
      socket.setNonBlocking();
      socket.set(settings(plan));
      if (target.rendezvous() != null) {
        socket.bind(target.rendezvous());
      }
      socket.connect(remote);
    } catch (SrtException failure) {
      socket.close();
      tell(outcome, String.valueOf(failure.getMessage()));
      return;
    }
    poller.connecting(
        socket,
        new SrtConnecting() {
          @Override
          public void connected() {
            SrtConnection.Peer peer =
                new SrtConnection.Peer(
                    target.key(), StreamId.NONE, remote, target.profile(), plan.why(), true);
            finish(poller, socket, peer, outcome);
          }

          @Override
          public void failed(SrtRejection rejection) {
            tell(outcome, rejection.toString());
          }
        });
  }

  private void finish(
      SrtPoller poller, SrtSocket socket, SrtConnection.Peer peer, Outcome outcome) {
    try {
      String id = endpoint.service().sessions().nextId();
      SrtConnection connection =
          new SrtConnection(id, socket, poller, loop, peer, SrtLink.of(socket));
      loop.execute(() -> outcome.connected(connection));
    } catch (SrtException gone) {
      socket.close();
      tell(outcome, String.valueOf(gone.getMessage()));
    }
  }

  private SrtSettings settings(HandshakePlan plan) {
    SrtSettings.Builder own = SrtSettings.builder();
    if (!target.streamId().isEmpty()) {
      own.set(SrtOption.STREAMID, target.streamId());
    }
    if (target.rendezvous() != null) {
      own.set(SrtOption.RENDEZVOUS, true);
    }
    return target.profile().settings(plan).with(own.build());
  }
}
