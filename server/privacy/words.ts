/** Words for pseudonyms: nature, short, neutral; no given name, no plant or animal said of people. */
export const natureWords: readonly string[] = (
  'Acorn Bark Bay Birch Boulder Branch Breeze Canopy Canyon Cave Cedar Cloud Coast Cove Creek Delta ' +
  'Dew Dune Dusk Feather Fjord Foothill Forest Frost Garden Glacier Gravel Grove Harbour Hedge Horizon Island ' +
  'Lagoon Lake Larch Leaf Lichen Marsh Meadow Mist Moss Mountain Oak Ocean Orchard Pasture Pebble Plain ' +
  'Pond Prairie Puddle Reef Ripple Sand Shore Snow Spring Stone Summit Tide Valley Wave Willow Woodland'
).split(' ');
