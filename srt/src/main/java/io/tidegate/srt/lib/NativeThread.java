package io.tidegate.srt.lib;

import java.util.concurrent.locks.LockSupport;

/// A platform thread for native calls, which parks while it has nothing to do. Any thread.
public final class NativeThread {
  private final Thread thread;

  /// @param work until whoever made it is closing
  public NativeThread(String name, Runnable work) {
    thread = Thread.ofPlatform().name(name).daemon().start(work);
  }

  public String name() {
    return thread.getName();
  }

  /// There is something to do.
  public void wake() {
    LockSupport.unpark(thread);
  }

  /// Wakes it and waits for its end, whoever interrupts: native memory that it uses is freed then.
  public void end() {
    wake();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
