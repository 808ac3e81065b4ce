package io.tidegate.srt.lib;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SrtPollerTest {
  private ThreadLoop loop;

  @BeforeEach
  void start() {
    loop = new ThreadLoop();
  }

  @AfterEach
  void stop() {
    loop.close();
  }

  /// `count` messages that tell their number.
  private static Bytes numbered(int count) {
    byte[] bytes = new byte[count * TestPeer.MESSAGE_BYTES];
    for (int i = 0; i < count; i++) {
      bytes[i * TestPeer.MESSAGE_BYTES] = (byte) i;
      bytes[i * TestPeer.MESSAGE_BYTES + 1] = (byte) (i >> 8);
    }
    return Bytes.wrap(bytes);
  }

  /// Keeps all it hears.
  private static class Heard implements SrtReceiver {
    private final ByteWriter bytes = new ByteWriter();
    final AtomicInteger messages = new AtomicInteger();
    final AtomicInteger length = new AtomicInteger();
    volatile boolean ended;
    volatile SrtStats stats = SrtStats.NONE;

    @Override
    public void received(Bytes joined, int count, long receivedNanos) {
      bytes.write(joined);
      messages.addAndGet(count);
      length.addAndGet(joined.length());
    }

    @Override
    public void measured(SrtStats reading) {
      stats = reading;
    }

    @Override
    public void ended(long silentNanos) {
      ended = true;
    }
  }

  @Test
  void handsOverEveryMessageInOrder() throws Exception {
    Bytes sent = numbered(300);
    Heard heard = new Heard();
    try (TestListener listener = TestListener.open(_ -> TestListener.COME_IN_AND_LOSE_NOTHING);
        TestPeer peer = TestPeer.connected(listener.address(), TestPeer.EVERY_MESSAGE)) {
      listener.poller.receive(listener.accepted(), loop, heard);
      peer.send(sent);
      await().until(() -> heard.length.get() == sent.length());
      assertEquals(300, heard.messages.get());
      assertEquals(sent, loop.call(heard.bytes::toBytes));
      await().until(() -> heard.stats.count(SrtStat.UNIQUE_RECEIVED_TOTAL) == 300);
    }
  }

  @Test
  void tellsTheEndOnceAndClosesTheSocket() throws Exception {
    Heard heard = new Heard();
    try (TestListener listener = TestListener.open(_ -> TestListener.COME_IN)) {
      SrtSocket accepted;
      try (TestPeer _ = TestPeer.connected(listener.address(), "x")) {
        accepted = listener.accepted();
        listener.poller.receive(accepted, loop, heard);
        assertEquals(2, listener.poller.load());
      }
      await().until(() -> heard.ended);
      assertTrue(accepted.isClosed());
      assertEquals(1, listener.poller.load());
    }
  }

  @Test
  void stopsReadingWhoseLoopDoesNotKeepUpAndNobodyElse() throws Exception {
    Heard slow = new Heard();
    Heard other = new Heard();
    CountDownLatch stuck = new CountDownLatch(1);
    try (TestListener listener = TestListener.open(_ -> TestListener.COME_IN);
        ThreadLoop slowLoop = new ThreadLoop();
        TestPeer first = TestPeer.connected(listener.address(), "slow")) {
      listener.poller.receive(listener.accepted(), slowLoop, slow);
      TestPeer second = TestPeer.connected(listener.address(), "other");
      listener.poller.receive(listener.accepted(), loop, other);
      slowLoop.execute(() -> waitFor(stuck));
      for (int i = 0; i < 6; i++) { // 8 MB, twice what may wait
        first.send(numbered(1_000));
        second.send(numbered(1));
        int wanted = i + 1;
        await().until(() -> other.messages.get() == wanted);
      }
      assertEquals(0, slow.messages.get());
      stuck.countDown();
      await().until(() -> slow.length.get() > 4_000_000);
      int before = slow.messages.get();
      first.send(numbered(5));
      await().until(() -> slow.messages.get() >= before + 5);
      second.close();
    }
  }

  @Test
  void goesOnWhenOneReceiverFails() throws Exception {
    AtomicBoolean called = new AtomicBoolean();
    Heard heard = new Heard();
    try (TestListener listener = TestListener.open(_ -> TestListener.COME_IN);
        TestPeer broken = TestPeer.connected(listener.address(), "broken")) {
      // a loop that refuses tasks stands for any bug on the way
      SrtSocket first = listener.accepted();
      listener.poller.receive(
          first,
          new ThreadLoop() {
            @Override
            public void execute(Runnable task) {
              called.set(true);
              throw new IllegalStateException("made for this test");
            }
          },
          new Heard());
      broken.send(numbered(1));
      await().until(() -> called.get() && first.isClosed());
      try (TestPeer good = TestPeer.connected(listener.address(), "good")) {
        listener.poller.receive(listener.accepted(), loop, heard);
        good.send(numbered(3));
        await().until(() -> heard.messages.get() == 3);
      }
    }
  }

  @Test
  void readsFiftyPeersAtOnce() throws Exception {
    List<TestPeer> peers = new ArrayList<>();
    List<Heard> all = new ArrayList<>();
    try (TestListener listener = TestListener.open(_ -> TestListener.COME_IN_AND_LOSE_NOTHING)) {
      for (int i = 0; i < 50; i++) {
        peers.add(TestPeer.connected(listener.address(), TestPeer.EVERY_MESSAGE));
        Heard heard = new Heard();
        all.add(heard);
        listener.poller.receive(listener.accepted(), loop, heard);
      }
      for (int round = 0; round < 10; round++) {
        for (TestPeer peer : peers) {
          peer.send(numbered(4));
        }
      }
      await().until(() -> all.stream().allMatch(heard -> heard.messages.get() == 40));
      peers.forEach(TestPeer::close);
      await().until(() -> all.stream().allMatch(heard -> heard.ended));
      assertEquals(1, listener.poller.load());
    }
  }

  /// Only one of them waits in libsrt, which wakes one thread for an event of any.
  @Test
  void twoPollersHearEachOfItsOwn() throws Exception {
    Heard first = new Heard();
    Heard second = new Heard();
    try (TestListener one = TestListener.open(_ -> TestListener.COME_IN_AND_LOSE_NOTHING);
        TestListener other = TestListener.open(_ -> TestListener.COME_IN_AND_LOSE_NOTHING);
        TestPeer toOne = TestPeer.connected(one.address(), TestPeer.EVERY_MESSAGE);
        TestPeer toOther = TestPeer.connected(other.address(), TestPeer.EVERY_MESSAGE)) {
      one.poller.receive(one.accepted(), loop, first);
      other.poller.receive(other.accepted(), loop, second);
      for (int i = 1; i <= 5; i++) {
        toOne.send(numbered(3));
        toOther.send(numbered(2));
        int round = i;
        await()
            .until(() -> first.messages.get() == 3 * round && second.messages.get() == 2 * round);
      }
    }
  }

  /// One that failed does not keep the others of its loop from what is theirs.
  @Test
  void aSessionThatFailsLeavesTheOthersOfItsLoopAlone() throws Exception {
    Heard heard = new Heard();
    Heard failing =
        new Heard() {
          @Override
          public void received(Bytes joined, int count, long receivedNanos) {
            super.received(joined, count, receivedNanos);
            throw new IllegalStateException("made for this test");
          }
        };
    try (TestListener listener = TestListener.open(_ -> TestListener.COME_IN_AND_LOSE_NOTHING);
        TestPeer bad = TestPeer.connected(listener.address(), TestPeer.EVERY_MESSAGE)) {
      listener.poller.receive(listener.accepted(), loop, failing);
      try (TestPeer good = TestPeer.connected(listener.address(), TestPeer.EVERY_MESSAGE)) {
        listener.poller.receive(listener.accepted(), loop, heard);
        for (int i = 0; i < 5; i++) {
          bad.send(numbered(1));
          good.send(numbered(1));
        }
        await().until(() -> heard.messages.get() == 5 && failing.messages.get() == 5);
      }
    }
  }

  @Test
  void tellsWhatCameOfAConnection() throws Exception {
    try (TestListener listener =
        TestListener.open(call ->
            call.streamId().equals("good")
                ? TestListener.COME_IN
                : new ListenHook.Verdict.Reject(SrtRejection.CONFLICT))) {
      assertEquals("connected", outcome(listener, "good"));
      assertEquals("1409 (somebody else publishes)", outcome(listener, "bad"));
    }
  }

  private static String outcome(TestListener listener, String streamId) throws Exception {
    SrtSocket caller = InstalledLibrary.get().open();
    caller.setNonBlocking();
    caller.set(SrtSettings.builder().set(SrtOption.STREAMID, streamId).build());
    caller.connect(listener.address());
    var outcome = new java.util.concurrent.CompletableFuture<String>();
    listener.poller.connecting(
        caller,
        new SrtConnecting() {
          @Override
          public void connected() {
            outcome.complete("connected");
          }

          @Override
          public void failed(SrtRejection rejection) {
            outcome.complete(rejection.toString());
          }
        });
    String result = outcome.get(30, java.util.concurrent.TimeUnit.SECONDS);
    caller.close();
    return result;
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
