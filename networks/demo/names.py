"""Names from many places, put together at random. Nobody here exists."""

WOMEN = (
    """
Abena, Adaeze, Adriana, Aiko, Aisha, Alejandra, Alice, Alma, Amara, Amina, Ana, Anika, Anjali,
Anna, Aroha, Astrid, Ayesha, Beatriz, Bianca, Birgit, Camila, Caroline, Catalina, Chiara,
Chidinma, Chloe, Clara, Claudia, Corinne, Dalia, Deepa, Delphine, Diana, Dolores, Ebony, Eleni,
Elif, Elizabeth, Emi, Esperanza, Esther, Eun-ji, Fatima, Florence, Francesca, Gabriela,
Genevieve, Grace, Hana, Hanna, Helena, Hye-jin, Ifeoma, Imani, Ines, Ingrid, Irina, Isabel,
Jasmine, Joy, Judith, Julia, Kalani, Karin, Katarzyna, Keisha, Khadija, Kiri, Laila, Lakshmi,
Leila, Leticia, Lin, Lucia, Lupe, Madeleine, Magdalena, Mai, Malia, Manon, Margaret, Maria,
Marisol, Mei, Mercy, Mina, Miriam, Monique, Nadia, Naomi, Nasrin, Ngozi, Nicole, Nina, Nkechi,
Noor, Olga, Oluchi, Paloma, Parisa, Patience, Petra, Priya, Rachel, Rania, Rebecca, Renata,
Rosa, Roya, Ruth, Sabine, Sana, Sara, Shanice, Shreya, Simone, Sofia, Soledad, Sunita, Talia,
Tamar, Tatiana, Thandiwe, Thuy, Usha, Valentina, Vera, Wanjiru, Xiomara, Yara, Yasmin, Yetunde,
Yuki, Zainab, Zofia
""".replace("\n", " ")
    .strip()
    .split(", ")
)
MEN = (
    """
Aaron, Abdul, Adewale, Ahmed, Alejandro, Amir, Anders, Andrei, Anil, Antonio, Arjun, Arnav,
Babak, Bartek, Bayani, Benjamin, Bilal, Bjorn, Brandon, Carlos, Cedric, Chinedu, Christopher,
Cyrus, Damien, Daniel, Darius, David, Dmitri, Edgar, Eduardo, Elias, Emeka, Emil, Enrique, Erik,
Ethan, Farid, Felix, Fernando, Francisco, Gabriel, Giorgos, Giovanni, Goran, Guillermo, Hamza,
Haruto, Hassan, Hector, Henrik, Hiro, Hugo, Hyun-woo, Ibrahim, Ignacio, Isaac, Jabari, Jamal,
James, Javier, Jerome, Jin, Joao, Jonah, Jorge, Joseph, Julian, Kareem, Karthik, Kenji, Khalid,
Kofi, Koji, Kwame, Lars, Leonardo, Liang, Luca, Luis, Malik, Manuel, Marcus, Mateo, Matthias,
Miguel, Mikhail, Minh, Mohammed, Nathaniel, Nikhil, Nils, Obinna, Oluwaseun, Omar, Oscar, Pablo,
Patrick, Paul, Pavel, Pedro, Peter, Rafael, Raj, Ramon, Reza, Ricardo, Rohan, Samuel, Sanjay,
Santiago, Sebastian, Sergei, Solomon, Stefan, Suresh, Tae-yang, Tariq, Tendai, Theo, Thomas,
Tomas, Tunde, Viktor, Vikram, Vincent, Wei, Xavier, Yaw, Yosef, Yusuf, Zoltan
""".replace("\n", " ")
    .strip()
    .split(", ")
)
EITHER = (
    """
Alex, Andrea, Ariel, Ashwin, Avery, Bao, Blake, Cameron, Casey, Charlie, Chi, Dana, Darcy,
Devon, Eden, Ellis, Emerson, Francis, Harper, Jaya, Jean, Jordan, Jules, Kai, Kamal, Kerry, Kim,
Kiran, Lee, Logan, Marley, Micah, Morgan, Nima, Noel, Parker, Quinn, Reese, Remy, River, Robin,
Rowan, Sasha, Shay, Shea, Skyler, Sidney, Tal, Taylor, Tien, Toby, Tracy, Uri, Val, Winter, Yi
""".replace("\n", " ")
    .strip()
    .split(", ")
)
FAMILY = (
    """
Abara, Abbott, Abdi, Achterberg, Adeyemi, Aguilar, Ahn, Akana, Akhtar, Albrecht, Alvarez,
Amundsen, Andrade, Anzai, Aoki, Appiah, Aravind, Arslan, Asante, Atwater, Avila, Awad, Ayala,
Azizi, Baek, Bahrami, Balogun, Banerjee, Barrett, Bashir, Bauer, Begay, Belmonte, Benally,
Bergstrom, Bhatt, Bianchi, Bishara, Blackwood, Boateng, Bouchard, Brandt, Bui, Cabrera,
Caldwell, Campos, Cardenas, Carvalho, Castellano, Castillo, Cervantes, Chaudhry, Chavez, Chen,
Choi, Chowdhury, Cisneros, Clarke, Coleman, Contreras, Cordero, Crowfoot, Dang, Darwish, Das,
Delacroix, Delgado, Desai, Dhillon, Diallo, Diaz, Dimitriou, Diop, Doan, Dominguez, Donovan,
Dos-Santos, Drummond, Duarte, Dubois, Edwards, Ekwueme, El-Amin, Endo, Engström, Eriksen,
Escobar, Espinoza, Estrada, Fadel, Farah, Farouk, Ferreira, Fischer, Fleming, Flores, Fontaine,
Forsyth, Fuentes, Fujimoto, Galvan, Ganesan, Garcia, Gebre, Georgiou, Ghosh, Gill, Goldberg,
Gomes, Gonzalez, Graham, Greenhill, Guerrero, Gunawardena, Gupta, Gutierrez, Habib, Haddad,
Hakimi, Halvorsen, Hamdan, Hampton, Haque, Hashimoto, Hayashi, Hernandez, Hidalgo, Hollis,
Hosseini, Huang, Hughes, Hussain, Huynh, Ibarra, Idowu, Igwe, Ikeda, Inoue, Iqbal, Ishikawa,
Ito, Iyer, Jaramillo, Jensen, Jimenez, Johansson, Joshi, Kahananui, Kapoor, Karimi, Kato, Kaur,
Kebede, Keller, Khan, Khoury, Kim, Kimani, Kobayashi, Kowalski, Krishnan, Kuznetsov, Lai, Lam,
Larsson, Lau, Leclair, Ledesma, Lefebvre, Lim, Lindqvist, Lopes, Luna, Ly, Machado, Mahmoud,
Maldonado, Malhotra, Mandal, Mansour, Marchetti, Marquez, Matsuda, Mbeki, Medina, Mehta, Mendez,
Menon, Mensah, Meyer, Mitchell, Miyamoto, Moghaddam, Molina, Montoya, Morales, Mori, Moyo,
Mukherjee, Murphy, Mutua, Nair, Nakamura, Nasser, Navarro, Ndiaye, Nguyen, Nielsen, Nkosi,
Nowak, Nunez, O'Connor, Obi, Ochoa, Odhiambo, Okafor, Oliveira, Omar, Orozco, Ortega, Osei,
Otieno, Owusu, Pak, Palmer, Pandey, Papadakis, Park, Patel, Pereira, Perez, Petrov, Pham, Phiri,
Pillai, Popov, Prasad, Qureshi, Rahman, Ramaswamy, Ramirez, Rao, Reddy, Reyes, Rezaei, Ribeiro,
Rinaldi, Rivera, Robinson, Rosales, Rossi, Roy, Sadeghi, Saito, Salazar, Saleh, Sanders, Santos,
Sato, Schneider, Schwartz, Sengupta, Serrano, Shah, Shapiro, Sharma, Sherpa, Shimizu, Siddiqui,
Silva, Singh, Sithole, Soto, Sullivan, Suzuki, Tadesse, Takahashi, Tan, Tanaka, Teixeira, Thapa,
Thompson, Torres, Tran, Trujillo, Tsosie, Tuazon, Uddin, Underwood, Usman, Valdez, Vang, Vargas,
Vasquez, Venkat, Vega, Villanueva, Volkov, Vu, Wagner, Wahlberg, Walsh, Wang, Washington, Weiss,
Whitaker, Williams, Wójcik, Wolde, Wong, Xiong, Yamada, Yang, Yazzie, Yeboah, Yılmaz, Yoon,
Zamora, Zapata, Zhang, Zhou, Zielinski, Zuniga
""".replace("\n", " ")
    .strip()
    .split(", ")
)
OUTSIDE_PLACES = (
    "Saltmarsh University",
    "Foxglove College of Health Sciences",
    "Harrow Lake Medical Center",
    "University of the Three Rivers",
    "Copperfield Institute for Health Services Research",
    "Northern Prairie Medical School",
    "Bellwether Children's Hospital",
    "Isle Royal Cancer Institute",
    "Quince Harbor University",
    "Tamarack Academic Medical Center",
)
CAMPUSES = [
    "Alder",
    "Aspen",
    "Beech",
    "Birch",
    "Cedar",
    "Chestnut",
    "Cypress",
    "Dogwood",
    "Elder",
    "Elm",
    "Fir",
    "Hawthorn",
    "Hazel",
    "Hemlock",
    "Hickory",
    "Juniper",
    "Larch",
    "Laurel",
    "Linden",
    "Magnolia",
    "Maple",
    "Mulberry",
    "Myrtle",
    "Oak",
    "Olive",
    "Palmetto",
    "Pine",
    "Plane",
    "Poplar",
    "Redbud",
    "Rowan",
    "Sequoia",
    "Spruce",
    "Sumac",
    "Sycamore",
    "Tamarind",
    "Teak",
    "Walnut",
    "Willow",
    "Yew",
]
