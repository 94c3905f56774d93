/** Words for pseudonyms: nature, short, neutral; no given name, no plant or animal said of people. */
export const natureWords: readonly string[] = (
  'Acorn Amber Autumn Bark Bay Birch Branch Breeze Brook Canyon Cedar Cliff Cloud Clover Coast Coral ' +
  'Creek Dawn Delta Dew Dune Dusk Elm Feather Fern Field Fjord Forest Frost Garden Glacier Grove ' +
  'Harbour Hill Island Lagoon Lake Larch Leaf Maple Marsh Meadow Mist Moss Mountain Oak Ocean Orchard ' +
  'Pebble Pine Plain Pond Prairie Rain Reed Reef River Sand Shore Snow Spring Stone Summit Valley'
).split(' ');
