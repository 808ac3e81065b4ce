package io.tidegate.cluster.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SigningRequestTest {
  private static final int ROUNDS = 400;

  @Test
  void saysWhichKeyAsks() throws Exception {
    KeyPair pair = P256.generate();

    assertThat(SigningRequest.verify(SigningRequest.make(pair))).isEqualTo(pair.getPublic());
  }

  @Test
  void refusesAnotherKindOfKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    byte[] request = SigningRequest.make(generator.generateKeyPair());

    assertThatThrownBy(() -> SigningRequest.verify(request))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage("the key is not on P-256");
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThatThrownBy(() -> SigningRequest.verify(new byte[4097]))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("4097");
  }

  @Test
  void whateverIsBrokenIsRefused() throws Exception {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("fuzz.seed=" + seed);
    Random random = new Random(seed);
    KeyPair pair = P256.generate();
    byte[] sound = SigningRequest.make(pair);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] broken = sound.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      try {
        // a change of the signature's padding or none at all may leave it sound
        assertThat(SigningRequest.verify(broken)).isEqualTo(pair.getPublic());
      } catch (GeneralSecurityException _) {
        // refused
      }
    }
  }
}
