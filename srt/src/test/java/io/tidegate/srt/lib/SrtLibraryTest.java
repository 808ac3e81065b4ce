package io.tidegate.srt.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SrtLibraryTest {
  @Test
  void saysWhatToInstallWhenItIsMissing() {
    SrtLibrary.Missing missing =
        assertInstanceOf(
            SrtLibrary.Missing.class, SrtLibrary.load(List.of("libsrt-of-nobody.so.9")));
    assertThat(missing.reason()).contains("libsrt1.5-openssl", "libsrt-of-nobody.so.9");
  }

  @Test
  void saysSoWhenALibraryOfThatNameIsAnother() {
    SrtLibrary.Missing missing =
        assertInstanceOf(SrtLibrary.Missing.class, SrtLibrary.load(List.of("libm.so.6")));
    assertThat(missing.reason()).contains("srt_");
  }

  @Test
  void loadsOnce() {
    InstalledLibrary.get();
    assertSame(SrtLibrary.load(), SrtLibrary.load());
  }

  @Test
  void probesWhatTheInstalledOneCanDo() throws Exception {
    SrtLibrary.Loaded library = InstalledLibrary.get();
    SrtCapabilities capabilities = SrtCapabilities.probe(library);
    assertThat(capabilities.version()).startsWith("1.5.");
    assertThat(capabilities.options())
        .contains(
            SrtOption.RCVLATENCY,
            SrtOption.PASSPHRASE,
            SrtOption.PACKETFILTER,
            SrtOption.LOSSMAXTTL,
            SrtOption.STREAMID,
            SrtOption.STATE);
    for (SrtCapabilities.Absence absence : capabilities.absent()) {
      assertThat(absence.cost()).isNotBlank();
    }
    if (library.version().equals("1.5.1")) {
      assertEquals(
          List.of("bonding", "AES-GCM", "MAXREXMITBW"),
          capabilities.absent().stream().map(SrtCapabilities.Absence::feature).toList());
    }
  }
}
