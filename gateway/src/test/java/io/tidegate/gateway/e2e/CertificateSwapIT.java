package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The gateway's own certificate, and another one put in its place while 500 watch over TLS.
@Timeout(600)
class CertificateSwapIT {
  private static final int VIEWERS = 500;

  /// Of each viewer after the swap: some seconds of the stream.
  private static final long MORE_BYTES = 50_000;

  /// Small, as 500 times is a lot for a machine of two cores that has other things to do.
  private static final String PUBLISHER =
      "ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=s=160x90:r=10 -f lavfi -i sine=440:r=48000"
          + " -c:v libx264 -preset ultrafast -g 10 -b:v 60k -pix_fmt yuv420p -c:a aac -b:a 32k"
          + " -f flv ";

  @TempDir Path folder;

  @Test
  void nobodyIsDroppedWhenAnotherCertificateTakesOver() throws Exception {
    Path data = folder.resolve("data");
    Map<String, String> variables = Map.of("TIDEGATE_HTTP_TLS_PORT", "0");
    try (GatewayProcess gateway = GatewayProcess.start(data, variables);
        Tool publisher = Tool.startLine(PUBLISHER + gateway.rtmp("/live/a"))) {
      Live.awaitHls(gateway, "live/a");
      assertThat(gateway.get("/api/v1/certificates").body())
          .contains("\"selfSigned\":true", "tidegate.local", "\"fingerprint\":\"");
      List<TlsViewer> viewers = new ArrayList<>();
      try {
        watch(gateway, viewers, VIEWERS);
        assertThat(viewers).allMatch(viewer -> viewer.subject().contains("O=Tidegate"));
        swap(data.resolve("tls"));
        watch(gateway, viewers, VIEWERS + 20); // in the middle of it
        await("the new one")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> gateway.get("/api/v1/certificates").body().contains("CN=after"));
        viewers.forEach(TlsViewer::mark);
        try (TlsViewer next = TlsViewer.of(gateway.address("https"), "/live/a.flv")) {
          await().until(() -> next.bytes() > 0);
          assertThat(next.subject()).contains("CN=after");
        }
        await("all watch on")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> viewers.stream().allMatch(one -> one.bytesSinceMark() > MORE_BYTES));
        assertThat(viewers.stream().filter(TlsViewer::hasEnded)).isEmpty();
        assertThat(publisher.isAlive()).isTrue();
      } finally {
        viewers.forEach(TlsViewer::close);
      }
    }
  }

  private static void watch(GatewayProcess gateway, List<TlsViewer> viewers, int count)
      throws Exception {
    while (viewers.size() < count) {
      viewers.add(TlsViewer.of(gateway.address("https"), "/live/a.flv"));
    }
    await(count + " viewers")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> viewers.stream().allMatch(viewer -> viewer.bytes() > 0));
  }

  /// As whoever gets a certificate for the machine does.
  private static void swap(Path tls) throws Exception {
    Certificates.make(tls.resolve("next.pem"), tls.resolve("next.key"), "after");
    Files.move(
        tls.resolve("next.key"),
        tls.resolve("key.pem"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    Files.move(
        tls.resolve("next.pem"),
        tls.resolve("cert.pem"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
