package io.tidegate.srt.lib;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A listening socket.
record ListenWatch(SrtSocket socket, SrtAcceptor acceptor) implements Watch {
  private static final Logger LOG = LoggerFactory.getLogger(ListenWatch.class);

  @Override
  public int events() {
    return LibSrt.EPOLL_IN | LibSrt.EPOLL_ERR;
  }

  @Override
  public void started(SrtPoller poller) {
    while (accept(poller)) {}
  }

  /// One caller a round, like one message of everybody else.
  @Override
  public void ready(SrtPoller poller, int events) {
    accept(poller);
  }

  /// True when there was a caller.
  private boolean accept(SrtPoller poller) {
    try {
      SrtSocket accepted = socket.accept();
      if (accepted == null) {
        return false;
      }
      acceptor.accepted(accepted);
      return true;
    } catch (SrtException failure) {
      if (failure.code() == LibSrt.EINVSOCK || socket.state() != SrtState.LISTENING) {
        lost(poller);
      } // else the caller was gone again before it was accepted
      return false;
    }
  }

  @Override
  public void measure(SrtPoller poller) {
    acceptor.tick();
  }

  @Override
  public void lost(SrtPoller poller) {
    if (!socket.isClosed()) {
      LOG.error("srt listener {} ended by itself", socket.id());
    }
    poller.drop(socket);
  }
}
