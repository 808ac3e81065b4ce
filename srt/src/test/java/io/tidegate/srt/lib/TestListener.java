package io.tidegate.srt.lib;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A listener on loopback with a poller of its own.
final class TestListener implements AutoCloseable {
  static final ListenHook.Verdict COME_IN = new ListenHook.Verdict.Accept(SrtSettings.NONE);

  static final ListenHook.Verdict COME_IN_AND_LOSE_NOTHING =
      new ListenHook.Verdict.Accept(TestPeer.EVERY_MESSAGE);

  final SrtPoller poller;
  final List<ListenHook.Call> calls = new CopyOnWriteArrayList<>();
  private final SrtSocket socket;
  private final BlockingQueue<SrtSocket> accepted = new LinkedBlockingQueue<>();
  private final InetSocketAddress address;

  TestListener(InetAddress host, ListenHook hook) throws SrtException {
    SrtLibrary.Loaded library = InstalledLibrary.get();
    poller = new SrtPoller(library, 0);
    socket = library.open();
    socket.setNonBlocking();
    socket.bind(new InetSocketAddress(host, 0));
    socket.listen(
        64,
        call -> {
          calls.add(call);
          return hook.decide(call);
        });
    address = socket.localAddress();
    poller.listen(socket, accepted::add);
  }

  static TestListener open(ListenHook hook) throws SrtException {
    return new TestListener(InetAddress.ofLiteral("127.0.0.1"), hook);
  }

  InetSocketAddress address() {
    return address;
  }

  SrtSocket accepted() throws InterruptedException {
    SrtSocket next = accepted.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nobody was accepted");
    }
    return next;
  }

  @Override
  public void close() {
    poller.close();
    accepted.forEach(SrtSocket::close);
  }
}
