package io.tidegate.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The arrows between and inside the modules.
class ImportRulesTest {
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar")) // media's test support
          .importPackages("io.tidegate");

  @Test
  void mediaStandsOnTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("io.tidegate.media..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "io.tidegate.media..")
        .check(CODE);
  }

  @Test
  void siblingsDoNotKnowEachOther() {
    String[] siblings = {"rtmp", "rtsp", "flvhttp", "hls", "srt", "transcode", "udp"};
    for (String one : siblings) {
      for (String other : siblings) {
        if (!one.equals(other)) {
          noClasses()
              .that()
              .resideInAPackage("io.tidegate." + one + "..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage("io.tidegate." + other + "..")
              .check(CODE);
        }
      }
    }
  }

  @Test
  void wireCodecsDoNotKnowVertx() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.tidegate.rtmp.chunk..",
            "io.tidegate.rtmp.handshake..",
            "io.tidegate.rtmp.message..",
            "io.tidegate.rtsp.message..",
            "io.tidegate.rtsp.rtp..",
            "io.tidegate.rtsp.sdp..",
            "io.tidegate.udp..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..")
        .check(CODE);
  }

  @Test
  void ffmpegIsKnownToTranscodeAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tidegate.transcode..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(CODE);
  }

  @Test
  void openTelemetryIsKnownToTracesAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tidegate.gateway.trace..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.opentelemetry..")
        .check(CODE);
  }

  @Test
  void sqlIsKnownToTheStoreAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tidegate.gateway.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.sqlite..")
        .check(CODE);
  }

  @Test
  void nobodyKnowsTheGateway() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tidegate.gateway..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.tidegate.gateway..")
        .check(CODE);
  }
}
