// What went wrong with the sensor, in a line of the log for the clinic; the person reads a sentence of their own.

const SAID = {
  denied: "The phone did not let the page feel motion: permission was refused",
  "no-motion": "The browser gives no motion sensor",
  "no-gyroscope": "The browser gives an accelerometer, but no gyroscope",
  "all-zero": "The motion sensor says nothing but zeros",
  "gyro-axes": "Turned in the hand, the gyroscope's axes are not those of the accelerometer",
  "gyro-sign": "Turned in the hand, the gyroscope turns the wrong way about one axis or more",
  "gyro-unit": "Turned in the hand, the gyroscope speaks in another unit than it should",
  "gyro-dead": "Turned in the hand, the gyroscope says that it does not turn",
  "not-usable": "The sensor is not usable for cues; the walk went on with the timer",
  away: "The page was left, as by a call, and the walk was paused",
  refit: "The phone was taken off the shoe in the walk; it was put on and calibrated again",
  "sound-cut": "The sound was cut off, as by a call or another app",
  "screen-down": "The phone lies with its screen to the shoe",
  "foot-confirmed": "The toes turned the other way than was expected; the person says that it is the right shoe",
  "other-foot": "The phone was on the other shoe; the person has changed it",
};

export const noticeOf = (word, at_s) => ({ kind: "notice", at_s, word, text: SAID[word] });
export const isNotice = (word) => word in SAID;
