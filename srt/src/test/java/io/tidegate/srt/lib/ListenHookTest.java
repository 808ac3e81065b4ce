package io.tidegate.srt.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenHookTest {
  private static SrtSettings passphrase(String passphrase) {
    return SrtSettings.builder()
        .set(SrtOption.STREAMID, "live/x")
        .set(SrtOption.PASSPHRASE, passphrase)
        .build();
  }

  @Test
  void tellsWhoCallsAndWhatFor() throws Exception {
    try (TestListener listener = TestListener.open(_ -> TestListener.COME_IN);
        TestPeer peer = TestPeer.connected(listener.address(), "#!::r=live/x,m=publish");
        SrtSocket accepted = listener.accepted()) {
      ListenHook.Call call = listener.calls.getFirst();
      assertEquals("#!::r=live/x,m=publish", call.streamId());
      assertEquals(5, call.handshakeVersion());
      assertEquals(accepted.id(), call.socket());
      assertEquals(peer.socket().localAddress(), call.seen());
      assertEquals(call.seen(), accepted.remoteAddress());
    }
  }

  @Test
  void takesAStreamIdOfFiveHundredAndTwelveBytes() throws Exception {
    String longest = "x".repeat(512);
    try (TestListener listener = TestListener.open(_ -> TestListener.COME_IN);
        TestPeer _ = TestPeer.connected(listener.address(), longest);
        SrtSocket accepted = listener.accepted()) {
      assertEquals(longest, listener.calls.getFirst().streamId());
      assertEquals(longest, accepted.getText(SrtOption.STREAMID));
    }
  }

  @Test
  void listensOnIpv6() throws Exception {
    try (TestListener listener =
            new TestListener(InetAddress.ofLiteral("::1"), _ -> TestListener.COME_IN);
        TestPeer _ = TestPeer.connected(listener.address(), "x");
        SrtSocket accepted = listener.accepted()) {
      assertEquals(InetAddress.ofLiteral("::1"), accepted.remoteAddress().getAddress());
    }
  }

  @Test
  void takesIpv4PeersOnTheIpv6Wildcard() throws Exception {
    try (TestListener listener =
        new TestListener(InetAddress.ofLiteral("::"), _ -> TestListener.COME_IN)) {
      var ipv4 =
          new java.net.InetSocketAddress(
              InetAddress.ofLiteral("127.0.0.1"), listener.address().getPort());
      try (TestPeer _ = TestPeer.connected(ipv4, "x");
          SrtSocket accepted = listener.accepted()) {
        assertEquals(ipv4.getAddress(), accepted.remoteAddress().getAddress());
      }
    }
  }

  @Test
  void appliesTheOptionsOfAProfile() throws Exception {
    SrtSettings profile =
        SrtSettings.builder()
            .set(SrtOption.RCVLATENCY, 333)
            .set(SrtOption.PEERLATENCY, 222)
            .set(SrtOption.LOSSMAXTTL, 17)
            .set(SrtOption.NAKREPORT, false)
            .set(SrtOption.PACKETFILTER, "fec,cols:5,rows:5,layout:staircase,arq:always")
            .set(SrtOption.RCVBUF, 4_000_000)
            .set(SrtOption.FC, 40_000)
            .set(SrtOption.PEERIDLETIMEO, 7_000)
            .build();
    try (TestListener listener = TestListener.open(_ -> new ListenHook.Verdict.Accept(profile));
        TestPeer peer = TestPeer.connected(listener.address(), "x");
        SrtSocket accepted = listener.accepted()) {
      assertEquals(333, accepted.getInt(SrtOption.RCVLATENCY));
      assertEquals(333, peer.socket().getInt(SrtOption.PEERLATENCY));
      assertEquals(222, peer.socket().getInt(SrtOption.RCVLATENCY));
      assertEquals(17, accepted.getInt(SrtOption.LOSSMAXTTL));
      assertEquals(0, accepted.getInt(SrtOption.NAKREPORT));
      assertTrue(peer.socket().getText(SrtOption.PACKETFILTER).contains("cols:5"));
      assertEquals(7_000, accepted.getInt(SrtOption.PEERIDLETIMEO));
      assertTrue(accepted.getInt(SrtOption.RCVBUF) > 3_900_000);
      assertEquals(40_000, accepted.getInt(SrtOption.FC));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1400, 1401, 1402, 1403, 1404, 1409, 1503})
  void tellsTheCallerWhyItIsRefused(int code) throws Exception {
    try (TestListener listener =
        TestListener.open(_ -> new ListenHook.Verdict.Reject(new SrtRejection(code)))) {
      assertEquals(code, TestPeer.refusal(listener.address(), SrtSettings.NONE).code());
    }
  }

  @Test
  void refusesWhenTheDecisionFails() throws Exception {
    ListenHook broken =
        _ -> {
          throw new IllegalStateException("made for this test");
        };
    try (TestListener listener = TestListener.open(broken)) {
      assertEquals(
          SrtRejection.INTERNAL_ERROR, TestPeer.refusal(listener.address(), SrtSettings.NONE));
    }
  }

  @Test
  void refusesWhenAnOptionIsRefused() throws Exception {
    SrtSettings wrong = SrtSettings.builder().set(SrtOption.PACKETFILTER, "no-such-filter").build();
    try (TestListener listener = TestListener.open(_ -> new ListenHook.Verdict.Accept(wrong))) {
      assertEquals(
          SrtRejection.INTERNAL_ERROR, TestPeer.refusal(listener.address(), SrtSettings.NONE));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 32})
  void encrypts(int keyBytes) throws Exception {
    SrtSettings profile = SrtSettings.builder().set(SrtOption.PASSPHRASE, "correcthorse1").build();
    SrtSettings caller =
        passphrase("correcthorse1")
            .with(SrtSettings.builder().set(SrtOption.PBKEYLEN, keyBytes).build());
    try (TestListener listener = TestListener.open(_ -> new ListenHook.Verdict.Accept(profile));
        TestPeer _ = TestPeer.connected(listener.address(), caller);
        SrtSocket accepted = listener.accepted()) {
      assertEquals(keyBytes, accepted.getInt(SrtOption.PBKEYLEN));
      assertEquals(2, accepted.getInt(SrtOption.KMSTATE));
    }
  }

  /// The reason proves that the caller was told: one that nobody answers has another.
  @Test
  void refusesAWrongPassphrase() throws Exception {
    SrtSettings profile = SrtSettings.builder().set(SrtOption.PASSPHRASE, "correcthorse1").build();
    try (TestListener listener = TestListener.open(_ -> new ListenHook.Verdict.Accept(profile))) {
      assertEquals(
          SrtRejection.BAD_SECRET,
          TestPeer.refusal(listener.address(), passphrase("somethingelse")));
      assertEquals(SrtRejection.UNSECURE, TestPeer.refusal(listener.address(), SrtSettings.NONE));
    }
  }

  @Test
  void showsNoPassphrase() throws Exception {
    SrtSettings settings = passphrase("correcthorse1");
    assertEquals("PASSPHRASE=*** STREAMID=live/x", settings.toString());
    try (SrtSocket socket = InstalledLibrary.get().open()) {
      SrtException refused =
          assertThrows(SrtException.class, () -> socket.set(passphrase("short")));
      assertTrue(String.valueOf(refused.getMessage()).startsWith("PASSPHRASE=***: "));
    }
  }
}
