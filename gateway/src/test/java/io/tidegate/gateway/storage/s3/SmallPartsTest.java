package io.tidegate.gateway.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.DataSize;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Plans of parts, pace and XML.
class SmallPartsTest {
  private static final long MB = 1 << 20;

  @Test
  void aFileIsCutIntoPartsOfTheWantedSizeAndARest() {
    PartPlan plan = PartPlan.of(11 * MB, 5 * MB);
    assertThat(plan.count()).isEqualTo(3);
    assertThat(plan.from(3)).isEqualTo(10 * MB);
    assertThat(plan.bytes(2)).isEqualTo(5 * MB);
    assertThat(plan.bytes(3)).isEqualTo(MB);
    assertThat(PartPlan.of(10 * MB, 5 * MB).count()).isEqualTo(2);
    assertThat(PartPlan.of(10 * MB + 1, 5 * MB).bytes(3)).isEqualTo(1);
    assertThat(PartPlan.of(0, 5 * MB).count()).isEqualTo(1);
    assertThat(PartPlan.of(0, 5 * MB).bytes(1)).isZero();
  }

  @Test
  void thereAreNeverMoreThanTenThousandParts() {
    long limit = 10_000 * 5 * MB;
    assertThat(PartPlan.of(limit, 5 * MB).count()).isEqualTo(10_000);
    assertThat(PartPlan.of(limit, 5 * MB).partBytes()).isEqualTo(5 * MB);
    assertThat(PartPlan.of(limit + 1, 5 * MB).partBytes()).isEqualTo(6 * MB);
    assertThat(PartPlan.of(5L << 40, 5 * MB).count()).isLessThanOrEqualTo(10_000);
  }

  @Test
  void theRateHoldsWhoeverSends() {
    TokenBucket bucket = new TokenBucket(new DataSize(1_000_000), 0);
    assertThat(bucket.take(250_000, 0)).as("a quarter of a second at once").isZero();
    assertThat(bucket.take(100_000, 0)).isEqualTo(100_000_000);
    assertThat(bucket.take(100_000, 0)).isEqualTo(200_000_000);
    assertThat(bucket.take(100_000, 300_000_000)).isZero();
    assertThat(bucket.take(100_000, 300_000_000)).isEqualTo(100_000_000);
    long later = 100L * 1_000_000_000;
    assertThat(bucket.take(250_000, later)).as("no more is saved up").isZero();
    assertThat(bucket.take(1, later)).isEqualTo(1_000);
  }

  private static S3Xml.Document read(String xml) throws Exception {
    return S3Xml.read(xml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void answersAreReadWithWhateverTheyNest() throws Exception {
    S3Xml.Document list =
        read(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListPartsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <Bucket>b</Bucket><IsTruncated>true</IsTruncated>
              <NextPartNumberMarker>2</NextPartNumberMarker>
              <Initiator><ID>x</ID></Initiator>
              <Part><PartNumber>1</PartNumber><ETag>&quot;aa&quot;</ETag><Size>5</Size></Part>
              <Part><PartNumber>2</PartNumber><ETag>"bb"</ETag><Size>6</Size></Part>
            </ListPartsResult>
            """);
    assertThat(list.root()).isEqualTo("ListPartsResult");
    assertThat(list.text("NextPartNumberMarker")).isEqualTo("2");
    assertThat(list.text("none")).isEmpty();
    assertThat(list.records()).hasSize(3);
    assertThat(list.records().get(1).text("ETag")).isEqualTo("\"aa\"");
    assertThat(read("<Error><Code><![CDATA[A&B]]></Code></Error>").text("Code")).isEqualTo("A&B");
  }

  @Test
  void documentTypesAndDeepOnesAreRefused() {
    for (String xml :
        new String[] {
          "",
          "no xml",
          "<a>",
          "<a></b>",
          "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><b>&x;</b></a>",
          "<!DOCTYPE a [<!ENTITY x \"y\">]><a><b>&x;</b></a>",
          "<a>".repeat(17) + "</a>".repeat(17)
        }) {
      assertThatThrownBy(() -> read(xml)).as(xml).isInstanceOf(S3Xml.MalformedXmlException.class);
    }
  }

  @Test
  void whateverComesIsADocumentOrRefused() throws Exception {
    long seed = 4_711;
    Random random = new Random(seed);
    byte[] good =
        "<ListPartsResult><A>1</A><Part><PartNumber>1</PartNumber></Part></ListPartsResult>"
            .getBytes(StandardCharsets.UTF_8);
    int read = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bad = good.clone();
      for (int j = 0; j <= random.nextInt(3); j++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(S3Xml.read(bad).root()).as("seed %s", seed).isNotEmpty();
        read++;
      } catch (S3Xml.MalformedXmlException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  void theLastQuestionNamesThePartsInTheirOrder() throws Exception {
    byte[] xml = S3Xml.complete(new TreeMap<>(Map.of(2, "b<&\"", 1, "a")), Map.of(2, "s=="));
    S3Xml.Document document = S3Xml.read(xml);
    assertThat(document.records()).hasSize(2);
    assertThat(document.records().getFirst().texts())
        .isEqualTo(Map.of("PartNumber", "1", "ETag", "\"a\""));
    assertThat(document.records().get(1).texts())
        .isEqualTo(Map.of("PartNumber", "2", "ETag", "\"b<&\"\"", "ChecksumSHA256", "s=="));
  }
}
